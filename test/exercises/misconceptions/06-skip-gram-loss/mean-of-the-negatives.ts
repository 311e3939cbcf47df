// Averages over the negatives: however many there are, together they count as one.
// CAUGHT: the losses of the negatives must be summed, not averaged

import { tf } from '../../../../lib/backend';

export { skipGramPairs } from '../../../../solutions/06-skip-gram-loss';

export function negativeSamplingLoss(
  center: tf.Tensor1D,
  context: tf.Tensor1D,
  negatives: tf.Tensor2D,
): tf.Scalar {
  return tf.tidy(() => {
    const near = context.mul(center).sum().logSigmoid();
    const far = negatives.mul(center).sum(1).neg().logSigmoid().mean();
    return near.add(far).neg().asScalar();
  });
}
