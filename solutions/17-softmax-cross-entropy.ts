import { tf } from '../lib/backend';

/**
 * Returns how wrong a classifier is on a batch: the mean over the reviews of minus the logarithm (natural, so in nats)
 * of the probability of the right class. Probabilities come from the logits z by softmax,
 *
 *     p_k = exp(z_k) / sum_j exp(z_j)
 *
 * Written down like that it does not work: exp(100) is more than a float32 can hold, and the logarithm of a probability
 * that was rounded to 0 is minus infinity. Simplify minus log p_k on paper first, and mind that softmax does not change
 * when the same number is subtracted from all logits of a review.
 *
 * Do it with exp, log and sums, without `tf.losses`, `tf.softmax` and `tf.logSumExp`, and without adding a small number
 * anywhere: logits of a thousand must give the right loss, not about the right one.
 *
 * @param logits `[batch, classes]`, of any size
 * @param labels `[batch]`, int32, the number of each review's class
 * @returns a scalar; the caller disposes it, and no other new tensor is left behind
 *
 * @example
 * crossEntropy(tf.tensor2d([[0, 0]]), tf.tensor1d([1], 'int32')); // 0.6931: what a coin scores
 * crossEntropy(tf.tensor2d([[1000, 0]]), tf.tensor1d([1], 'int32')); // 1000
 */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  // HINT What is the logarithm of a quotient, and what is left of `log(exp(z_k))`?
  // HINT Section "The network" of notebook 09 computes the loss of three pairs of scores.
  // HINT The loss of a review is `log(sum_j exp(z_j)) - z_k`. Subtract the greatest logit of each row first
  //      (`logits.max(1, true)`), so that no exponent is above 0. `z_k` comes from multiplying by
  //      `tf.oneHot(labels, classes)` and summing over axis 1; the mean over the batch comes last.
  // BEGIN SOLUTION crossEntropy
  return tf.tidy(() => {
    const shifted = logits.sub(logits.max(1, true)); // [batch, classes], none above 0
    const ofRightClass = shifted.mul(tf.oneHot(labels, logits.shape[1])).sum(1); // [batch]
    return shifted.exp().sum(1).log().sub(ofRightClass).mean().asScalar();
  });
  // END SOLUTION
}
