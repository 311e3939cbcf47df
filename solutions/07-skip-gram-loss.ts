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
  // HINT How many pairs does the first word of a sentence have, and how many one in the middle?
  // HINT Section "The other way round" of notebook 04 says what is given and what is asked for: the same as when you
  //      counted co-occurrences.
  // HINT Two loops as for co-occurrences; where you counted there, push `[sentence[at], sentence[other]]` here.
  // BEGIN SOLUTION skipGramPairs
  return sentence.flatMap((center, at) => {
    const before = sentence.slice(Math.max(0, at - radius), at);
    const after = sentence.slice(at + 1, at + 1 + radius);
    return [...before, ...after].map((context): [string, string] => [center, context]);
  });
  // END SOLUTION
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
  // HINT For which score is the loss of a negative word small, a large one or one far below 0?
  // HINT Section "Negative sampling" of notebook 04 has the equation. To stay away from log(0), take the logarithm and
  //      the sigmoid in one: minus log sigmoid(s) is `log(1 + exp(-s))`, which is `tf.softplus` of -s.
  // HINT The dot product of two vectors is `context.mul(center).sum()`; those of all negatives are
  //      `negatives.mul(center).sum(1)`. Then `softplus` of minus the one, and of the others, all summed, in `tf.tidy`.
  // BEGIN SOLUTION negativeSamplingLoss
  return tf.tidy(() => {
    // - log sigmoid(s) = log(1 + exp(-s)) = softplus(-s)
    const near = context.mul(center).sum().neg().softplus();
    const far = negatives.mul(center).sum(1).softplus().sum();
    return near.add(far).asScalar();
  });
  // END SOLUTION
}
