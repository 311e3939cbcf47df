// Adds the vectors as they are, so that the longest of the three decides.
// CAUGHT: bring each of the three to length 1 before adding

import { cosine } from '../../../../solutions/04-cosine-and-analogies';

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
