import type { Kinds } from '../lib/queue/unit-program';
import { KINDS as PACKAGE_KINDS } from './unit-kinds.package';
import { warnOfNetwork } from './warn-of-network';

/** The work of each kind of units that a worker does. */
export const KINDS: Kinds = {
  ...PACKAGE_KINDS,
  async experiment() {
    return (await import('../experiments/results/experiment-units')).experimentWork;
  },
  async submission() {
    warnOfNetwork();
    return (await import('../course/grading/submission-units')).submissionWork;
  },
};
