/**
 * Loss, accuracy and probabilities from logits. Logits `[batch, classes]` go through a softmax. A
 * single logit `[batch, 1]` goes through a sigmoid, which gives the probability of class 1 of two.
 * In training an ensemble gives logits `[batch, members, classes]` (`averageOfLogits`).
 */
import { tf } from './backend';

/**
 * Returns the mean cross-entropy in nats. Labels are class ids `[batch]`. An ensemble averages its
 * members.
 */
export function crossEntropy(logits: tf.Tensor2D | tf.Tensor3D, labels: tf.Tensor1D): tf.Scalar {
  if (logits.rank === 3) {
    const [batch, members, classes] = logits.shape as [number, number, number];
    const repeated = tf.tile(labels.expandDims(1), [1, members]).reshape([batch * members]) as tf.Tensor1D;
    return crossEntropy(logits.reshape([batch * members, classes]), repeated);
  }
  const classes = logits.shape[1];
  if (classes === 1) return tf.losses.sigmoidCrossEntropy(labels.expandDims(1), logits).asScalar();
  return tf.losses.softmaxCrossEntropy(tf.oneHot(labels, classes), logits).asScalar();
}

/** Returns the accuracy, 0 to 1. An ensemble predicts from the average of its logits. */
export function accuracyOf(logits: tf.Tensor2D | tf.Tensor3D, labels: tf.Tensor1D): tf.Scalar {
  if (logits.rank === 3) return accuracyOf(logits.mean(1) as tf.Tensor2D, labels);
  const predictions = logits.shape[1] === 1 ? logits.greater(0).squeeze([1]) : logits.argMax(1);
  return predictions.cast('int32').equal(labels).mean();
}

/**
 * Returns the probability of each class, `[batch, classes]`; a single logit gives two classes. An
 * ensemble predicts from the average of its logits.
 */
export function classProbabilities(logits: tf.Tensor2D | tf.Tensor3D): tf.Tensor2D {
  if (logits.rank === 3) return classProbabilities(logits.mean(1) as tf.Tensor2D);
  if (logits.shape[1] !== 1) return tf.softmax(logits as tf.Tensor2D);
  const second = logits.sigmoid() as tf.Tensor2D;
  return tf.concat([tf.sub(1, second), second], 1) as tf.Tensor2D;
}
