import * as tf from '@tensorflow/tfjs';
import { DropoutMasks } from './dropout-masks';
import type { LayerConfig } from './layer-config';

/** Configuration of `dropout`. */
export interface DropoutConfig extends LayerConfig {
  /** The fraction of values that is set to zero in training, at least 0 and below 1. */
  rate: number;
  /** Makes the masks reproducible. Default: random. */
  seed?: number;
  /**
   * For inputs `[batch, time, ...]`: whether all time steps of a sequence share a mask (Gal &
   * Ghahramani 2016). Default false.
   */
  sameForAllSteps?: boolean;
}

/**
 * Returns a dropout layer (Srivastava et al. 2014) like `tf.layers.dropout`, with reproducible
 * masks that the backend draws. It keeps the shape of its input. In training it drops values and
 * scales the others by 1 / (1 - rate); otherwise it is the identity. `maskStates` and
 * `setMaskStates` read and restore the state of its masks.
 *
 * @throws when the rate is not in [0, 1)
 */
export function dropout(config: DropoutConfig): SeededDropout {
  return new SeededDropout(config);
}

/** The layer that `dropout` returns. */
export class SeededDropout extends tf.layers.Layer {
  static className = 'SeededDropout';
  override supportsMasking = true;
  readonly masks: DropoutMasks;
  private readonly config: DropoutConfig;

  constructor(config: DropoutConfig) {
    super(config);
    this.config = { ...config };
    if (!(config.rate >= 0 && config.rate < 1))
      throw new Error(`dropout: the rate must be at least 0 and below 1, not ${config.rate}`);
    this.masks = new DropoutMasks(config.seed);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const { rate, sameForAllSteps } = this.config;
    return tf.tidy(() => {
      const x = [inputs].flat()[0]!;
      if (!kwargs.training || rate === 0) return x.clone();
      const [batch, , ...features] = x.shape;
      return this.masks.drop(x, rate, sameForAllSteps ? [batch!, 1, ...features] : x.shape);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { rate, seed, sameForAllSteps = false } = this.config;
    return { ...super.getConfig(), rate, sameForAllSteps, ...(seed === undefined ? {} : { seed }) };
  }
}

tf.serialization.registerClass(SeededDropout);
