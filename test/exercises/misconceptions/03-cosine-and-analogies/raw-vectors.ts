// Adds the vectors as they are, so that the one with the largest norm dominates.
// CAUGHT: divide each of the three by its norm first

import { cosine } from '../../../../solutions/03-cosine-and-analogies';

export { cosine };

export function analogy(
  vectors: ReadonlyMap<string, readonly number[]>,
  ...[a, b, c]: [string, string, string]
): string {
  const [from, to, start] = [vectors.get(a)!, vectors.get(b)!, vectors.get(c)!];
  const target = start.map((value, i) => value + to[i]! - from[i]!);
  const order = [...vectors]
    .filter(([word]) => ![a, b, c].includes(word))
    .sort(([, p], [, q]) => cosine(target, q) - cosine(target, p));
  return order[0]![0];
}
