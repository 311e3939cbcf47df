// Takes a recurrent weight of 1 for one that lets the state fade: it goes down, but far too slowly.
// CAUGHT: it does not fade

import type { Behaviour } from '../../../../solutions/08-rnn-step';

export { rnnStep } from '../../../../solutions/08-rnn-step';

export function weightsFor(behaviour: Behaviour): { wx: number; wh: number } {
  return { forgets: { wx: 2, wh: 0 }, remembers: { wx: 0.5, wh: 4 }, fades: { wx: 1, wh: 1 } }[behaviour];
}
