// Pairs each word with those that follow only.
// CAUGHT: each word is predicted from the one before it and from the one after it

export { negativeSamplingLoss } from '../../../../solutions/07-skip-gram-loss';

export function skipGramPairs(sentence: readonly string[], radius: number): string[][] {
  return sentence.flatMap((center, at) =>
    sentence.slice(at + 1, at + 1 + radius).map((context) => [center, context]),
  );
}
