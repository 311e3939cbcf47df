// Joins all sentences into one.
// CAUGHT: the last word of a sentence is not near the first one of the next

import { countCoOccurrences as count } from '../../../../solutions/05-co-occurrence';

export function countCoOccurrences(sentences: readonly (readonly string[])[], radius: number) {
  return count([sentences.flat()], radius);
}
