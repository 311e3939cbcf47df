import { tf } from '../lib/backend';

/**
 * Returns what skip-gram learns from: for each place of a sentence, in order, a pair of the word there and each word up
 * to `radius` places to its left or right, from left to right. Skip-gram turns CBOW's question round: given the centre,
 * it predicts the words around it, one by one. At the ends of a sentence there are fewer of them.
 *
 * @example
 * skipGramPairs(['a', 'good', 'film'], 1);
 * // [['a', 'good'], ['good', 'a'], ['good', 'film'], ['film', 'good']]
 */
export function skipGramPairs(
  sentence: readonly string[],
  radius: number,
): [center: string, context: string][] {
  throw new Error('not written yet: skipGramPairs');
}

/**
 * Returns the loss of one such pair with *negative sampling* (Mikolov et al. 2013, eq. 4). It asks of the word that did
 * stand near the centre, and of a few words drawn at random that did not, whether they belong there. The dot product of
 * two vectors is the score, a sigmoid makes it a probability, and the loss is minus the logarithm of the probabilities
 * of all right answers, added up:
 *
 *     - log sigmoid(context . center) - sum over the negatives n of log sigmoid(- n . center)
 *
 * Scores may be large: with a score of -200 the loss of the context is 200, not infinity.
 *
 * @param center `[dimensions]`, the vector of the centre word
 * @param context `[dimensions]`, the vector of the word near it
 * @param negatives `[words, dimensions]`, the vectors of the words drawn at random
 * @returns a scalar; the caller disposes it, and no other new tensor is left behind
 */
export function negativeSamplingLoss(
  center: tf.Tensor1D,
  context: tf.Tensor1D,
  negatives: tf.Tensor2D,
): tf.Scalar {
  throw new Error('not written yet: negativeSamplingLoss');
}
