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
  // HINT How many pairs does the first word of a sentence have, and how many does a word in the
  //      middle have?
  // HINT Section "Skip-gram" of notebook 04 says which word is the input and which is the target.
  //      The pairs are the same as when you counted co-occurrences.
  // HINT Two loops as for co-occurrences. Instead of counting, push `[sentence[at],
  //      sentence[other]]`.
  // BEGIN SOLUTION skipGramPairs
  return sentence.flatMap((center, at) => {
    const before = sentence.slice(Math.max(0, at - windowSize), at);
    const after = sentence.slice(at + 1, at + 1 + windowSize);
    return [...before, ...after].map((context): [string, string] => [center, context]);
  });
  // END SOLUTION
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
  // HINT When is the loss of a negative word small: with a large positive score or a large
  //      negative one?
  // HINT Section "Negative sampling" of notebook 04 has the equation. To avoid log(0), compute the
  //      logarithm and the sigmoid together: minus log sigmoid(s) is `log(1 + exp(-s))`, which is
  //      `tf.softplus` of -s.
  // HINT The dot product of two vectors is `context.mul(center).sum()`; those of all negatives are
  //      `negatives.mul(center).sum(1)`. Take `softplus` of minus the first and of the others, and
  //      sum them, in `tf.tidy`.
  // BEGIN SOLUTION negativeSamplingLoss
  return tf.tidy(() => {
    // - log sigmoid(s) = log(1 + exp(-s)) = softplus(-s)
    const positiveLoss = context.mul(center).sum().neg().softplus();
    const negativeLoss = negatives.mul(center).sum(1).softplus().sum();
    return positiveLoss.add(negativeLoss).asScalar();
  });
  // END SOLUTION
}
