import * as tf from '@tensorflow/tfjs';
import type { LayerConfig } from './layer-config';

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

  constructor(private readonly config: ReverseSequenceConfig) {
    super(config);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const ids = [inputs].flat()[0] as tf.Tensor2D;
    const [batch, time] = ids.shape;
    const reversed = ids.dataSync<'int32'>().slice();
    for (let b = 0; b < batch; b++) {
      const row = reversed.subarray(b * time, (b + 1) * time);
      let length = time;
      while (length > 0 && row[length - 1] === 0) length--;
      row.subarray(this.config.keep ?? 0, length).reverse();
    }
    return tf.tensor2d(reversed, ids.shape, 'int32');
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), keep: this.config.keep ?? 0 };
  }
}

tf.serialization.registerClass(ReverseSequence);
