// Divides the caller's vectors by their norms, in place.
// CAUGHT: analogy changed the vectors that were passed in

import { analogy as rightAnalogy } from '../../../../solutions/03-cosine-and-analogies';

export { cosine } from '../../../../solutions/03-cosine-and-analogies';

export function analogy(vectors: ReadonlyMap<string, number[]>, a: string, b: string, c: string): string {
  for (const word of [a, b, c]) {
    const vector = vectors.get(word)!;
    const norm = Math.hypot(...vector);
    for (let i = 0; i < vector.length; i++) vector[i]! /= norm;
  }
  return rightAnalogy(vectors, a, b, c);
}
