// Starts before the sentence, where slice counts from the end: it misses or adds context words.
// CAUGHT: words up to two positions away are context, and others are not

export function countCoOccurrences(sentences: readonly (readonly string[])[], windowSize: number) {
  const counts = new Map<string, Map<string, number>>();
  for (const words of sentences) {
    for (const [at, word] of words.entries()) {
      const near = counts.get(word) ?? new Map<string, number>();
      counts.set(word, near);
      const around = [...words.slice(at - windowSize, at), ...words.slice(at + 1, at + 1 + windowSize)];
      for (const other of around) near.set(other, (near.get(other) ?? 0) + 1);
    }
  }
  return counts;
}
