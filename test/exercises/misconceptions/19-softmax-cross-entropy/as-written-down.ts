// Computes softmax as its equation says, and then its logarithm.
// CAUGHT: the exponentials overflowed, and infinity divided by infinity is NaN

import { tf } from '../../../../lib/backend';

export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const exponentials = logits.exp();
    const probabilities = exponentials.div(exponentials.sum(1, true));
    const right = probabilities.mul(tf.oneHot(labels, logits.shape[1])).sum(1);
    return right.log().neg().mean().asScalar();
  });
}
