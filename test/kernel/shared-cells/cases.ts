/**
 * What cells mean, as data: the kernel in Node and the one in a browser tab must agree on each of
 * these. The cells of a case run one after the other, and all cases in one notebook.
 */
import { AWAIT, EVENTS } from './asynchronous';
import type { SharedCase } from './cell';
import { FAILURES } from './failures';
import { IMPORTS } from './imports';
import { MODERN, TYPES } from './language';
import { VALUES } from './values';
import { VARIABLES } from './variables';

/** All cases, in the order in which they run. */
export const SHARED_CASES: SharedCase[] = [
  ...VARIABLES,
  ...AWAIT,
  ...EVENTS,
  ...FAILURES,
  ...TYPES,
  ...MODERN,
  ...VALUES,
  ...IMPORTS,
];
