import type { Kinds } from '../lib/queue/unit-program';

/** The work of each kind of units that a worker of the package does. */
export const KINDS: Kinds = {
  async score() {
    const { openInProcess } = await import('../lib/scoring/in-process');
    const { scoreWork } = await import('../lib/scoring/score-units');
    return scoreWork(openInProcess);
  },
  async tune() {
    return (await import('../experiments/tuning/trial')).workOnTrial;
  },
};
