import * as tf from '@tensorflow/tfjs';
import type { LayerConfig } from './layer-config';
import { int, int32 } from './whole-number';

/** Configuration of `reverseSequence`. */
export interface ReverseSequenceConfig extends LayerConfig {
  /** How many ids at the start of each row stay in place: special tokens. Default 0. */
  keep?: number;
}

/**
 * Returns a layer that reverses each row, for a backward LSTM: token ids `[batch, time]`,
 * right-padded with 0, -> the same ids in reverse order, right-padded with 0, as
 * `tf.reverse_sequence` does.
 */
export function reverseSequence(config: ReverseSequenceConfig = {}): tf.layers.Layer {
  return new ReverseSequence(config);
}

class ReverseSequence extends tf.layers.Layer {
  static className = 'ReverseWords'; // the name in saved models

  private readonly config: ReverseSequenceConfig;

  constructor(config: ReverseSequenceConfig) {
    super(config);
    this.config = { ...config };
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const ids = int32([inputs].flat()[0] as tf.Tensor2D);
      const [batch, time] = ids.shape;
      if (ids.size === 0) return ids.clone();
      const keep = int(this.config.keep ?? 0);
      const t = tf.range(0, time, 1, 'int32');
      const isToken = ids.notEqual(int(0)).cast('int32');
      const lengths = isToken.mul(t.add(int(1))).max(1, true); // (B, 1)
      const isMoved = t.greaterEqual(keep).logicalAnd(t.less(lengths)); // (B, T)
      const mirrored = lengths.add(keep).sub(t).sub(int(1)); // (B, T)
      const from = tf.where(isMoved, mirrored, t.expandDims(0));
      const starts = tf.range(0, batch, 1, 'int32').mul(int(time)).expandDims(1); // (B, 1)
      return ids.flatten().gather(from.add(starts));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), keep: this.config.keep ?? 0 };
  }
}

tf.serialization.registerClass(ReverseSequence);
