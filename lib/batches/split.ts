import { type Examples, select } from './examples';
import { randomFrom, shuffled } from './random';

/**
 * Splits examples in two that have nothing in common: `rest` to train on and `held` to choose by. Each class gives
 * the same share, so both parts have the classes of the whole. The same seed gives the same parts.
 *
 * @param share of the examples that is held out, between 0 and 1
 * @throws when a part would be empty
 */
export function holdOut(examples: Examples, share: number, seed: number): { rest: Examples; held: Examples } {
  if (!(share > 0 && share < 1)) throw new RangeError(`a share of ${share}: give one between 0 and 1`);
  const random = randomFrom(seed);
  const rest: number[] = [];
  const held: number[] = [];
  for (const label of examples.classes.keys()) {
    const all = Array.from(examples.labels.keys()).filter((at) => examples.labels[at] === label);
    const count = Math.round(all.length * share);
    const order = shuffled(all, random);
    held.push(...order.slice(0, count));
    rest.push(...order.slice(count));
  }
  if (held.length === 0 || rest.length === 0)
    throw new Error(`${examples.ids.length} examples cannot be split with ${share} of them held out`);
  const ascending = (a: number, b: number) => a - b;
  return { rest: select(examples, rest.sort(ascending)), held: select(examples, held.sort(ascending)) };
}
