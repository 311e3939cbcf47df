// Right values, but tf.logSigmoid has no gradient inside tf.tidy.
// CAUGHT: tf.logSigmoid does not keep what its gradient needs

import { tf } from '../../../../lib/backend';

export { skipGramPairs } from '../../../../solutions/06-skip-gram-loss';

export function negativeSamplingLoss(
  center: tf.Tensor1D,
  context: tf.Tensor1D,
  negatives: tf.Tensor2D,
): tf.Scalar {
  return tf.tidy(() => {
    const near = context.mul(center).sum().logSigmoid();
    const far = negatives.mul(center).sum(1).neg().logSigmoid().sum();
    return near.add(far).neg().asScalar();
  });
}
