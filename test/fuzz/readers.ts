import { OTHERS_FORMATS } from './others-formats';
import { OWN_FORMATS } from './own-formats';

/** All readers. */
export const READERS = [...OTHERS_FORMATS, ...OWN_FORMATS];
