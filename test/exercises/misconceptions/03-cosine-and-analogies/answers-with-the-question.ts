// Takes the nearest word of all, which is the third word of the question itself.
// CAUGHT: a word of the question must not be the result, though it may be the nearest

import { cosine } from '../../../../solutions/03-cosine-and-analogies';

export { cosine };

export function analogy(
  vectors: ReadonlyMap<string, readonly number[]>,
  ...[a, b, c]: [string, string, string]
): string {
  const unit = (word: string) => {
    const vector = vectors.get(word)!;
    return vector.map((value) => value / Math.hypot(...vector));
  };
  const [from, to, start] = [unit(a), unit(b), unit(c)];
  const target = start.map((value, i) => value + to[i]! - from[i]!);
  const order = [...vectors].sort(([, p], [, q]) => cosine(target, q) - cosine(target, p));
  return order[0]![0];
}
