import * as tf from '@tensorflow/tfjs';
import { DropoutMasks } from './dropout-masks';
import type { LayerConfig } from './layer-config';

/** Configuration of `dropout`. */
export interface DropoutConfig extends LayerConfig {
  /** The share of values that is set to zero in training, 0 to 1 (exclusive). */
  rate: number;
  /** Makes the masks repeatable. */
  seed?: number;
  /** For `[batch, time, ...]`: one mask for all time steps of a sequence (Gal & Ghahramani 2016). */
  sameForAllSteps?: boolean;
}

/**
 * Returns a layer like `tf.layers.dropout` whose masks are drawn by the backend and can be repeated: values are
 * dropped in training only, and what is kept is scaled by 1 / (1 - rate). Where the masks stand can be read and
 * set with `maskStates` and `setMaskStates`.
 *
 * @throws when the rate is not in [0, 1).
 */
export function dropout(config: DropoutConfig): SeededDropout {
  return new SeededDropout(config);
}

/** The layer that `dropout` returns. */
export class SeededDropout extends tf.layers.Layer {
  static className = 'SeededDropout';
  override supportsMasking = true;
  readonly masks: DropoutMasks;

  constructor(private readonly config: DropoutConfig) {
    super(config);
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
