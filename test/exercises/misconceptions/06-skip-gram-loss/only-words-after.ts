// Pairs each word only with the words after it.
// CAUGHT: each word must be paired with the word before it and the word after it

export { negativeSamplingLoss } from '../../../../solutions/06-skip-gram-loss';

export function skipGramPairs(sentence: readonly string[], windowSize: number): string[][] {
  return sentence.flatMap((center, at) =>
    sentence.slice(at + 1, at + 1 + windowSize).map((context) => [center, context]),
  );
}
