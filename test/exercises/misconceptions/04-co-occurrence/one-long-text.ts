// Joins all sentences into one.
// CAUGHT: the last word of a sentence is not in the context of the next sentence

import { countCoOccurrences as count } from '../../../../solutions/04-co-occurrence';

export function countCoOccurrences(sentences: readonly (readonly string[])[], windowSize: number) {
  return count([sentences.flat()], windowSize);
}
