import * as tf from '@tensorflow/tfjs';
import type { LayerConfig } from './layer-config';

/**
 * Returns a layer that answers with the mean of several classifiers' logits: two or more tensors `[batch, classes]` -> one. In
 * training it gives all of them, `[batch, votes, classes]`, and `crossEntropy` holds each to the label by itself: so the
 * classifiers learn as if each were alone, and none relies on another (Howard & Ruder 2018, section 3.3, average those that
 * read forwards and backwards).
 */
export function averageOfLogits(config: LayerConfig = {}): tf.layers.Layer {
  return new AverageOfLogits(config);
}

class AverageOfLogits extends tf.layers.Layer {
  static className = 'MeanOfVotes';

  override build(inputShapes: tf.Shape | tf.Shape[]): void {
    if (!Array.isArray(inputShapes[0]))
      throw new Error('meanOfVotes: give it two or more tensors, in a list');
    super.build(inputShapes);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const logits = tf.stack(inputs as tf.Tensor[], 1); // (B, V, C)
      return training ? logits : logits.mean(1);
    });
  }

  override computeOutputShape(inputShapes: tf.Shape[]): tf.Shape {
    return inputShapes[0]!;
  }
}

tf.serialization.registerClass(AverageOfLogits);
