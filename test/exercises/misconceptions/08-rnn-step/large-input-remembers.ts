// Believes that a large weight for the word burns it into the state: the next word overwrites it.
// CAUGHT: the first word is forgotten. It was 1, then came -1 twenty times, and the state is -1

import type { Behaviour } from '../../../../solutions/08-rnn-step';

export { rnnStep } from '../../../../solutions/08-rnn-step';

export function weightsFor(behaviour: Behaviour): { wx: number; wh: number } {
  return { forgets: { wx: 2, wh: 0 }, remembers: { wx: 10, wh: 1 }, fades: { wx: 1, wh: 0.7 } }[behaviour];
}
