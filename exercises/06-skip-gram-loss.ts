import { tf } from '../lib/backend';

/**
 * Returns the training pairs of skip-gram: each word of a sentence with each word of its context,
 * the words up to `windowSize` positions to its left or right. The centers come in the order of
 * the sentence, the context words of each from left to right.
 *
 * Skip-gram reverses CBOW: from the center word it predicts each context word. A word near the
 * ends of a sentence has fewer context words.
 *
 * @param windowSize how many words on each side are context, at least 1
 *
 * @example
 * skipGramPairs(['a', 'good', 'film'], 1);
 * // [['a', 'good'], ['good', 'a'], ['good', 'film'], ['film', 'good']]
 */
export function skipGramPairs(
  sentence: readonly string[],
  windowSize: number,
): [center: string, context: string][] {
  throw new Error('not written yet: skipGramPairs');
}

/**
 * Returns the loss of one such pair with *negative sampling* (Mikolov et al. 2013, eq. 4).
 *
 * The pair's context word is a positive example: it did occur near the center. The negatives are a
 * few words drawn at random. The score of a word is its dot product with the center, and the
 * sigmoid of the score is the predicted probability that the word belongs there. The loss of a word
 * is minus the logarithm of the probability of its true label, yes or no. (This is the binary
 * cross-entropy.) The losses are added up:
 *
 *     - log sigmoid(context . center) - sum over the negatives n of log sigmoid(- n . center)
 *
 * Scores may be large: with a score of -200 the loss of the context is 200, not infinity. Section
 * "Negative sampling" of notebook 04 names the operation that you need.
 *
 * @param center `[dimensions]`, the vector of the center word
 * @param context `[dimensions]`, the vector of the context word
 * @param negatives `[words, dimensions]`, the vectors of the words drawn at random
 * @returns a scalar; the caller disposes it, and no other new tensor is left in memory
 */
export function negativeSamplingLoss(
  center: tf.Tensor1D,
  context: tf.Tensor1D,
  negatives: tf.Tensor2D,
): tf.Scalar {
  throw new Error('not written yet: negativeSamplingLoss');
}
