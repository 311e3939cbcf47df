// Rewards negatives for a high score: all vectors would become alike.
// CAUGHT: the negatives are treated like the context

import { tf } from '../../../../lib/backend';

export { skipGramPairs } from '../../../../solutions/06-skip-gram-loss';

export function negativeSamplingLoss(
  center: tf.Tensor1D,
  context: tf.Tensor1D,
  negatives: tf.Tensor2D,
): tf.Scalar {
  return tf.tidy(() => {
    const near = context.mul(center).sum().logSigmoid();
    const far = negatives.mul(center).sum(1).logSigmoid().sum();
    return near.add(far).neg().asScalar();
  });
}
