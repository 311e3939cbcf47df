// Multiplies the state by a large negative number, so that its sign flips at every step.
// CAUGHT: the first input is forgotten. It was 1, then came -1 once

import type { Behavior } from '../../../../solutions/07-rnn-step';

export { rnnStep } from '../../../../solutions/07-rnn-step';

export function weightsFor(behavior: Behavior): { wx: number; wh: number } {
  return { forgets: { wx: 2, wh: 0 }, remembers: { wx: 0.5, wh: -4 }, fades: { wx: 1, wh: 0.6 } }[behavior];
}
