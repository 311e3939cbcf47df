// Sums the losses of the reviews: twice the batch, twice the loss.
// CAUGHT: this is the sum over the reviews, not the mean

import { tf } from '../../../../lib/backend';

export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const shifted = logits.sub(logits.max(1, true));
    const right = shifted.mul(tf.oneHot(labels, logits.shape[1])).sum(1);
    return shifted.exp().sum(1).log().sub(right).sum().asScalar();
  });
}
