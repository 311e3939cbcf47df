// Expects the state to fade with a recurrent weight of 1: it decays far too slowly.
// CAUGHT: the state does not decay enough

import type { Behavior } from '../../../../solutions/07-rnn-step';

export { rnnStep } from '../../../../solutions/07-rnn-step';

export function weightsFor(behavior: Behavior): { wx: number; wh: number } {
  return { forgets: { wx: 2, wh: 0 }, remembers: { wx: 0.5, wh: 4 }, fades: { wx: 1, wh: 1 } }[behavior];
}
