// Counts the words after a word, and not those before it.
// CAUGHT: words to the left must be counted like words to the right

export function countCoOccurrences(sentences: readonly (readonly string[])[], windowSize: number) {
  const counts = new Map<string, Map<string, number>>();
  for (const words of sentences) {
    for (const [at, word] of words.entries()) {
      const near = counts.get(word) ?? new Map<string, number>();
      counts.set(word, near);
      for (const other of words.slice(at + 1, at + 1 + windowSize))
        near.set(other, (near.get(other) ?? 0) + 1);
    }
  }
  return counts;
}
