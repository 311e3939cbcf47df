import * as tf from '@tensorflow/tfjs';
import type { LayerConfig } from './layer-config';
import { int, int32 } from './whole-number';

/**
 * Returns a layer that moves padding to the front, as `pad_sequences` of Keras pads: token ids
 * `[batch, time]`, right-padded with 0, -> the same ids, left-padded with 0.
 */
export function padLeft(config: LayerConfig = {}): tf.layers.Layer {
  return new PadLeft(config);
}

class PadLeft extends tf.layers.Layer {
  static className = 'PadLeft';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const ids = int32([inputs].flat()[0] as tf.Tensor2D);
      const [batch, time] = ids.shape;
      if (ids.size === 0) return ids.clone();
      const t = tf.range(0, time, 1, 'int32');
      const lengths = ids
        .notEqual(int(0))
        .cast('int32')
        .mul(t.add(int(1)))
        .max(1, true); // (B, 1)
      const from = t.add(lengths).sub(int(time)); // (B, T), negative at padding
      const starts = tf.range(0, batch, 1, 'int32').mul(int(time)).expandDims(1); // (B, 1)
      const moved = ids.flatten().gather(from.maximum(int(0)).add(starts));
      return tf.where(from.greaterEqual(int(0)), moved, tf.zerosLike(moved));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }
}

tf.serialization.registerClass(PadLeft);
