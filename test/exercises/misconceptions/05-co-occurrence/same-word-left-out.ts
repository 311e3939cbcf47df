// Leaves out the word instead of the place.
// CAUGHT: the same word at another place is company like any other

export function countCoOccurrences(sentences: readonly (readonly string[])[], radius: number) {
  const counts = new Map<string, Map<string, number>>();
  for (const words of sentences) {
    for (const [at, word] of words.entries()) {
      const near = counts.get(word) ?? new Map<string, number>();
      counts.set(word, near);
      for (const other of words.slice(Math.max(0, at - radius), at + 1 + radius))
        if (other !== word) near.set(other, (near.get(other) ?? 0) + 1);
    }
  }
  return counts;
}
