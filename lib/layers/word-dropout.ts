import * as tf from '@tensorflow/tfjs';
import { DropoutMasks } from './dropout-masks';
import type { LayerConfig } from './layer-config';
import { int32 } from './whole-number';

/** Configuration of `wordDropout`. */
export interface WordDropoutConfig extends LayerConfig {
  /**
   * The probability that a token becomes the unknown token in training, at least 0 and below 1.
   */
  rate: number;
  /** The id of the unknown token. */
  unknown: number;
  /** Makes the masks reproducible. Default: random. */
  seed?: number;
}

/**
 * Returns a word dropout layer (Iyyer et al. 2015): in training it replaces each token by the
 * unknown token with probability `rate`. Token ids `[batch, time]` -> `[batch, time]`; padding, id
 * 0, stays.
 *
 * @throws when the rate is not in [0, 1)
 */
export function wordDropout(config: WordDropoutConfig): WordDropout {
  return new WordDropout(config);
}

/** The layer that `wordDropout` returns. */
export class WordDropout extends tf.layers.Layer {
  static className = 'WordDropout';
  readonly masks: DropoutMasks;
  /** The id of the unknown token, which may not occur in the batch itself. */
  readonly unknown: number;
  private readonly config: WordDropoutConfig;

  constructor(config: WordDropoutConfig) {
    super(config);
    this.config = { ...config };
    if (!(config.rate >= 0 && config.rate < 1))
      throw new Error(`wordDropout: the rate must be at least 0 and below 1, not ${config.rate}`);
    this.unknown = config.unknown;
    this.masks = new DropoutMasks(config.seed);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const { rate, unknown } = this.config;
    return tf.tidy(() => {
      const ids = int32([inputs].flat()[0]!);
      if (!training || rate === 0) return ids.clone();
      const stays = this.masks.draw(ids.shape, rate).cast('bool').logicalOr(ids.equal(0));
      return tf.where(stays, ids, tf.fill(ids.shape, unknown, 'int32'));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { rate, unknown, seed } = this.config;
    return { ...super.getConfig(), rate, unknown, ...(seed === undefined ? {} : { seed }) };
  }
}

tf.serialization.registerClass(WordDropout);
