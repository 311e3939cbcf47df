// Expects a large input weight to keep the first input: the next input overwrites it.
// CAUGHT: the first input is forgotten. It was 1, then came -1 once, and the state is -1

import type { Behavior } from '../../../../solutions/07-rnn-step';

export { rnnStep } from '../../../../solutions/07-rnn-step';

export function weightsFor(behavior: Behavior): { wx: number; wh: number } {
  return { forgets: { wx: 2, wh: 0 }, remembers: { wx: 10, wh: 1 }, fades: { wx: 1, wh: 0.7 } }[behavior];
}
