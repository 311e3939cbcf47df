// Divides by the right number, but expects the LSTM to output zeros for padding.
// CAUGHT: the sum includes the padding

import { tf } from '../../../../lib/backend';

export function maskedMean(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => outputs.sum(1).div(tf.maximum(lengths.toFloat(), 1).expandDims(1)) as tf.Tensor2D);
}
