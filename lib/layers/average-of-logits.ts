import * as tf from '@tensorflow/tfjs';
import type { LayerConfig } from './layer-config';

/**
 * Returns a layer for ensembles: it averages the logits of several classifiers, two or more
 * tensors `[batch, classes]` -> `[batch, classes]`. In training it stacks them instead,
 * `[batch, members, classes]`, and `crossEntropy` averages the losses of the members. So each
 * classifier learns as if it were alone. Howard & Ruder (2018, section 3.3) average a forward and
 * a backward classifier.
 *
 * @throws when applied to a single tensor
 */
export function averageOfLogits(config: LayerConfig = {}): tf.layers.Layer {
  return new AverageOfLogits(config);
}

class AverageOfLogits extends tf.layers.Layer {
  static className = 'MeanOfVotes'; // the name in saved models

  override build(inputShapes: tf.Shape | tf.Shape[]): void {
    if (!Array.isArray(inputShapes[0]))
      throw new Error('averageOfLogits: apply it to an array of two or more tensors');
    super.build(inputShapes);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const logits = tf.stack(inputs as tf.Tensor[], 1); // (B, members, C)
      return training ? logits : logits.mean(1);
    });
  }

  override computeOutputShape(inputShapes: tf.Shape[]): tf.Shape {
    return inputShapes[0]!;
  }
}

tf.serialization.registerClass(AverageOfLogits);
