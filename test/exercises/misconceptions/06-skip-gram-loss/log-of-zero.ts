// Computes the sigmoid first, which is 0 in float32 for a score of -200.
// CAUGHT: a sigmoid was rounded to 0 before its logarithm was taken

import { tf } from '../../../../lib/backend';

export { skipGramPairs } from '../../../../solutions/06-skip-gram-loss';

export function negativeSamplingLoss(
  center: tf.Tensor1D,
  context: tf.Tensor1D,
  negatives: tf.Tensor2D,
): tf.Scalar {
  return tf.tidy(() => {
    const near = context.mul(center).sum().sigmoid().log();
    const far = negatives.mul(center).sum(1).neg().sigmoid().log().sum();
    return near.add(far).neg().asScalar();
  });
}
