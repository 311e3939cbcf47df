// Takes the length as the index of the last word.
// CAUGHT: this is one step too far, the first step of the padding

import { tf } from '../../../../lib/backend';

export { accuracyOn } from '../../../../solutions/28-hunt-evaluation';

export function lastOutputs(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  return tf.tidy(() => {
    const time = outputs.shape[1];
    const place = tf.minimum(lengths, tf.scalar(time - 1, 'int32')) as tf.Tensor1D;
    return outputs.mul(tf.oneHot(place, time).toFloat().expandDims(2)).sum(1) as tf.Tensor2D;
  });
}
