// Adds a small number to the sum of the exponentials, though it is at least 1.
// CAUGHT: a small number was added somewhere

import { tf } from '../../../../lib/backend';

export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.tidy(() => {
    const shifted = logits.sub(logits.max(1, true));
    const ofTrueClass = shifted.mul(tf.oneHot(labels, logits.shape[1])).sum(1);
    return shifted.exp().sum(1).add(1e-7).log().sub(ofTrueClass).mean().asScalar();
  });
}
