// Leaves out the word instead of the position.
// CAUGHT: the same word at another position is context like any other

export function countCoOccurrences(sentences: readonly (readonly string[])[], windowSize: number) {
  const counts = new Map<string, Map<string, number>>();
  for (const words of sentences) {
    for (const [at, word] of words.entries()) {
      const near = counts.get(word) ?? new Map<string, number>();
      counts.set(word, near);
      for (const other of words.slice(Math.max(0, at - windowSize), at + 1 + windowSize))
        if (other !== word) near.set(other, (near.get(other) ?? 0) + 1);
    }
  }
  return counts;
}
