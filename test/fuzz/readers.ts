import { OTHERS_FORMATS } from './others-formats';
import { CORPORA } from './own-formats/corpora';
import { LEARNER } from './own-formats/learner';
import { MODELS } from './own-formats/models';
import { RECORDS } from './own-formats/records';
import { RUNTIME } from './own-formats/runtime';
import { VECTORS } from './own-formats/vectors';
import type { Reader } from './reader';

/** All readers: those of formats of others, and of our own. */
export const READERS: readonly Reader[] = [
  ...OTHERS_FORMATS,
  ...[...VECTORS, ...MODELS, ...CORPORA, ...RUNTIME],
  ...[...LEARNER, ...RECORDS],
];
