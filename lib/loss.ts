/**
 * The loss of logits, on tensors for training and on arrays for evaluation. The softmax of logits
 * `[batch, classes]` gives the probabilities. The sigmoid of a single logit `[batch, 1]` gives the
 * probability of class 1 of two. In training, an ensemble returns the logits of each member,
 * `[batch, members, classes]` (`averageOfLogits`).
 */
import { tf } from './backend';
import { withGradients } from './layers/custom-gradient';

/**
 * Returns the mean cross-entropy of logits and labels `[batch]`, in nats. For an ensemble, it is
 * the mean over all members.
 *
 * @param classWeights `[classes]`: each example's loss is multiplied by the weight of its class, as
 *   Keras' `class_weight` does. Default: 1
 */
export function crossEntropy(
  logits: tf.Tensor2D | tf.Tensor3D,
  labels: tf.Tensor1D,
  classWeights?: readonly number[],
): tf.Scalar {
  if (logits.rank === 3) {
    const [batch, members, classes] = logits.shape as [number, number, number];
    const repeated = tf.tile(labels.expandDims(1), [1, members]).reshape([batch * members]) as tf.Tensor1D;
    return crossEntropy(logits.reshape([batch * members, classes]), repeated, classWeights);
  }
  if (classWeights) {
    const oneHot = tf.oneHot(labels, classWeights.length).toFloat();
    const weights = tf.tensor1d([...classWeights]).gather(labels); // (B)
    return softmaxCrossEntropy(classLogits(logits), oneHot, weights);
  }
  const classes = logits.shape[1];
  if (classes === 1) return tf.losses.sigmoidCrossEntropy(labels.expandDims(1), logits).asScalar();
  return softmaxCrossEntropy(logits as tf.Tensor2D, tf.oneHot(labels, classes).toFloat());
}

/**
 * Returns the mean of log(sum(exp(z))) - z[label] over the rows, each times its weight `[batch]`. It subtracts the largest logit
 * first, so large logits lose no digits: `tf.losses.softmaxCrossEntropy` gives 1.3125 for [30000,
 * 30001].
 */
function softmaxCrossEntropy(logits: tf.Tensor2D, oneHot: tf.Tensor, weights?: tf.Tensor): tf.Scalar {
  const [batch] = logits.shape;
  const column = weights?.expandDims(1); // (B, 1)
  const [loss] = withGradients(
    { logits },
    {
      forward(save) {
        const shifted = logits.sub(logits.max(1, true)); // (B, C)
        const powers = shifted.exp(); // (B, C)
        const sums = powers.sum(1, true); // (B, 1)
        save([powers.div(sums), oneHot, ...(column ? [column] : [])]);
        const losses = sums.log().sub(shifted.mul(oneHot).sum(1, true)); // (B, 1)
        return [(column ? losses.mul(column) : losses).mean()];
      },
      backward: ([dLoss], [probabilities, truth, column]) => ({
        logits: () => {
          const errors = probabilities!.sub(truth!).mul(dLoss!.div(batch)); // (B, C)
          return column ? errors.mul(column) : errors;
        },
      }),
    },
  );
  return loss as tf.Scalar;
}

/**
 * Returns logits `[batch, classes]`. A single logit z, `[batch, 1]`, becomes `[0, z]`, which has
 * the same probabilities. The logits of an ensemble, `[batch, members, classes]`, are averaged.
 */
export function classLogits(logits: tf.Tensor2D | tf.Tensor3D): tf.Tensor2D {
  if (logits.rank === 3) return classLogits(logits.mean(1) as tf.Tensor2D);
  if (logits.shape[1] !== 1) return logits as tf.Tensor2D;
  return tf.concat([tf.zerosLike(logits), logits], 1) as tf.Tensor2D;
}

/**
 * Returns the softmax of logits, `[examples, classes]`, computed in double precision.
 *
 * @param logits `[examples, classes]`, row-major
 * @param temperature logits are divided by it. Default 1.
 */
export function softmax(logits: Float32Array, classes: number, temperature = 1): Float32Array {
  const probabilities = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const { powers, sum } = powersOf(logits.subarray(start, start + classes), temperature);
    for (const [at, power] of powers.entries()) probabilities[start + at] = power / sum;
  }
  return probabilities;
}

/**
 * Returns the mean cross-entropy, in nats, of logits, computed in double precision.
 *
 * @param logits `[examples, classes]`, row-major
 * @param labels `[examples]`: the class of each example
 * @param temperature logits are divided by it. Default 1.
 */
export function crossEntropyOfLogits(
  logits: Float32Array,
  labels: Int32Array,
  classes: number,
  temperature = 1,
): number {
  let total = 0;
  for (const [at, label] of labels.entries()) {
    const row = logits.subarray(at * classes, (at + 1) * classes);
    const { highest, sum } = powersOf(row, temperature);
    total += Math.log(sum) + highest - row[label]! / temperature;
  }
  return total / labels.length;
}

/** Returns exp(z - the largest z) of the logits of one example, which cannot overflow. */
function powersOf(logits: Float32Array, temperature: number) {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const highest = Math.max(...scaled);
  const powers = scaled.map((logit) => Math.exp(logit - highest));
  return { highest, powers, sum: powers.reduce((sum, power) => sum + power, 0) };
}
