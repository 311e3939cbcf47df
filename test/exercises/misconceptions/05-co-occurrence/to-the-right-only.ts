// Looks at the words that follow, and not at those before.
// CAUGHT: words to the left count as those to the right do

export function countCoOccurrences(sentences: readonly (readonly string[])[], radius: number) {
  const counts = new Map<string, Map<string, number>>();
  for (const words of sentences) {
    for (const [at, word] of words.entries()) {
      const near = counts.get(word) ?? new Map<string, number>();
      counts.set(word, near);
      for (const other of words.slice(at + 1, at + 1 + radius)) near.set(other, (near.get(other) ?? 0) + 1);
    }
  }
  return counts;
}
