/**
 * The loss of logits, on tensors for training and on arrays for evaluation. The softmax of logits
 * `[batch, classes]` gives the probabilities. The sigmoid of a single logit `[batch, 1]` gives the
 * probability of class 1 of two. In training, an ensemble returns the logits of each member,
 * `[batch, members, classes]` (`averageOfLogits`).
 */
import { tf } from './backend';
import { withGradients } from './layers/custom-gradient';

/**
 * Returns the mean cross-entropy of logits and labels, in nats. For an ensemble, it is the mean
 * over all members.
 *
 * @param labels the classes `[batch]`, or target distributions `[batch, classes]`: the sum over
 *   the classes of -target log(probability). A row that sums to w gives its example the weight w.
 * @param classWeights `[classes]`: each example's loss is multiplied by the weight of its class, as
 *   Keras' `class_weight` does. With target distributions, each target is. Default: 1
 * @returns a scalar, which the caller disposes; no other new tensor is left in memory
 */
export function crossEntropy(
  logits: tf.Tensor2D | tf.Tensor3D,
  labels: tf.Tensor1D | tf.Tensor2D,
  classWeights?: readonly number[],
): tf.Scalar {
  return tf.tidy(() => untidyCrossEntropy(logits, labels, classWeights));
}

function untidyCrossEntropy(
  logits: tf.Tensor2D | tf.Tensor3D,
  labels: tf.Tensor1D | tf.Tensor2D,
  classWeights: readonly number[] | undefined,
): tf.Scalar {
  if (logits.rank === 3) {
    const [batch, members, outputs] = logits.shape as [number, number, number];
    const [, ...classes] = labels.shape;
    const repeated = tf
      .tile(labels.expandDims(1), [1, members, ...classes.map(() => 1)])
      .reshape([batch * members, ...classes]) as typeof labels;
    return untidyCrossEntropy(logits.reshape([batch * members, outputs]), repeated, classWeights);
  }
  if (labels.rank === 1 && logits.shape[1] === 1 && !classWeights)
    return tf.losses.sigmoidCrossEntropy(labels.expandDims(1), logits).asScalar();
  const z = classLogits(logits);
  const targets = labels.rank === 2 ? labels : tf.oneHot(labels, z.shape[1]).toFloat();
  return softmaxCrossEntropy(z, classWeights ? targets.mul([...classWeights]) : targets);
}

/**
 * Returns the mean over the rows of the sum over classes c of target[c] (log(sum(exp(z))) - z[c]).
 * It subtracts the largest logit first, so large logits lose no digits:
 * `tf.losses.softmaxCrossEntropy` gives 1.3125 for [30000, 30001].
 */
function softmaxCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor): tf.Scalar {
  const [batch] = logits.shape;
  const [loss] = withGradients(
    { logits },
    {
      forward(save) {
        const shifted = logits.sub(logits.max(1, true)); // (B, C)
        const powers = shifted.exp(); // (B, C)
        const sums = powers.sum(1, true); // (B, 1)
        const weights = targets.sum(1, true); // (B, 1)
        save([powers.div(sums).mul(weights), targets]);
        return [sums.log().mul(weights).sub(shifted.mul(targets).sum(1, true)).mean()];
      },
      backward: ([dLoss], [weighted, truth]) => ({
        logits: () => weighted!.sub(truth!).mul(dLoss!.div(batch)), // (B, C)
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
