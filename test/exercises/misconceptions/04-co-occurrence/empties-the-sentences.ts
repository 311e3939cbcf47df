// Takes words out of the caller's sentences until they are empty.
// CAUGHT: Cannot assign to read only property

import type { CoOccurrences } from '../../../../solutions/04-co-occurrence';

export function countCoOccurrences(sentences: string[][], windowSize: number): CoOccurrences {
  const counts: CoOccurrences = new Map();
  const count = (a: string, b: string) => {
    const ofWord = counts.get(a) ?? new Map<string, number>();
    counts.set(a, ofWord.set(b, (ofWord.get(b) ?? 0) + 1));
  };
  for (const words of sentences)
    for (let word = words.shift(); word !== undefined; word = words.shift())
      for (const other of words.slice(0, windowSize)) {
        count(word, other);
        count(other, word);
      }
  return counts;
}
