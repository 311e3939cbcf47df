import type * as tfjs from '@tensorflow/tfjs';
import type { LayersLibrary } from './layers-model';

/** Returns TensorFlow.js' own LSTM and Adam. */
export function stockLibrary(tf: typeof tfjs): LayersLibrary {
  return {
    tf,
    // Not the defaults: hard sigmoid gates are outdated, and orthogonal initializers take seconds.
    lstm: (config) =>
      tf.layers.lstm({ ...config, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotNormal' }),
    adam: (learningRate) => tf.train.adam(learningRate),
  };
}
