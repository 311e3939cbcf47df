/** A seeded generator of numbers from 0 up to, not including, 1 (Park and Miller's). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
