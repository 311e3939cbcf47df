/**
 * Pooling over time: from outputs `[batch, time, units]` to one vector per row, `[batch, units]`.
 * Masked time steps are ignored. A row without time steps, or with masked ones only, gives zeros.
 * Later layers get no mask.
 */
import * as tf from '@tensorflow/tfjs';
import { booleanMask } from './boolean-mask';
import { type LayerConfig, NO_MASK } from './layer-config';
import { lookup } from './segment-sum';
import { int } from './whole-number';

/** Returns a layer that takes the output at the last unmasked time step of each row. */
export function lastState(config: LayerConfig = {}): tf.layers.Layer {
  return new LastState(config);
}

/** Configuration of `meanOverTime`. */
export interface MeanOverTimeConfig extends LayerConfig {
  /**
   * Divisor of the sum over time, the same for all rows. Default: the unmasked time steps of the
   * row.
   */
  steps?: number;
}

/**
 * Returns a masked average pooling layer: the mean over the unmasked time steps of each row.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { meanOverTime } from 'tfjs-fast-lstm';
 *
 * const outputs = tf.tensor3d([[[1], [3], [50]]]); // one review, one unit
 * const mask = tf.tensor2d([[1, 1, 0]]); // the third time step is padding
 * const mean = meanOverTime().apply(outputs, { mask }) as tf.Tensor;
 * mean.arraySync(); // => [ [ 2 ] ]
 * ```
 */
export function meanOverTime(config: MeanOverTimeConfig = {}): tf.layers.Layer {
  return new MeanOverTime(config);
}

/** Configuration of `maxOverTime`. */
export interface MaxOverTimeConfig extends LayerConfig {
  /** Whether masked time steps count too, as in Keras' `GlobalMaxPooling1D`. Default false. */
  ignoreMask?: boolean;
}

/** Returns a masked max pooling layer: the maximum of each unit over the unmasked time steps. */
export function maxOverTime(config: MaxOverTimeConfig = {}): tf.layers.Layer {
  return new MaxOverTime(config);
}

abstract class PoolingOverTime extends tf.layers.Layer {
  override supportsMasking = true;

  /**
   * Returns `[batch, units]` of `x` `[batch, time, units]`; no `mask` `[batch, time]`, which is
   * boolean, masks nothing.
   */
  protected abstract pool(x: tf.Tensor3D, mask?: tf.Tensor2D): tf.Tensor;

  override call(inputs: tf.Tensor | tf.Tensor[], { mask }: { mask?: tf.Tensor | tf.Tensor[] }): tf.Tensor {
    return tf.tidy(() => {
      const x = [inputs].flat()[0] as tf.Tensor3D;
      const given = [mask].flat()[0] as tf.Tensor2D | undefined;
      if (x.size === 0) return emptyPooling(x);
      return this.pool(x, given && booleanMask(given));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const [batch, , units] = inputShape;
    return [batch!, units!];
  }

  override computeMask(): tf.Tensor {
    return NO_MASK;
  }
}

/** Returns `[batch, units]` zeros for outputs without time steps or rows, with a gradient. */
function emptyPooling(x: tf.Tensor3D): tf.Tensor {
  const [batch, , units] = x.shape;
  return tf.customGrad(() => ({
    value: tf.zeros([batch, units]),
    gradFunc: () => tf.zerosLike(x),
  }))(x);
}

class LastState extends PoolingOverTime {
  static className = 'LastStep'; // the name in saved models

  protected override pool(x: tf.Tensor3D, mask?: tf.Tensor2D): tf.Tensor {
    const [B, T, H] = x.shape;
    if (!mask) return x.slice([0, T - 1, 0], [B, 1, H]).squeeze([1]);
    // The number of the last unmasked time step from 1; 0 where all are masked.
    const last: tf.Tensor1D = mask
      .cast('int32')
      .mul(tf.range(1, T + 1, 1, 'int32'))
      .max(1); // (B,)
    const starts = tf.range(0, B * T, T, 'int32');
    const ends = lookup(x.reshape([B * T, H]), starts.add(last.maximum(int(1))).sub(int(1)));
    return tf.where(last.greater(int(0)).expandDims(1), ends, tf.zerosLike(ends)); // (B, H)
  }
}

class MeanOverTime extends PoolingOverTime {
  static className = 'MeanOverTime';

  private readonly config: MeanOverTimeConfig;

  constructor(config: MeanOverTimeConfig) {
    super(config);
    this.config = { ...config };
  }

  protected override pool(x: tf.Tensor3D, mask?: tf.Tensor2D): tf.Tensor {
    const { steps } = this.config;
    if (!mask) return steps === undefined ? x.mean(1) : x.sum(1).div(steps);
    const unmasked: tf.Tensor3D = mask.expandDims(2); // (B, T, 1)
    const sum = tf.where(unmasked, x, tf.zerosLike(x)).sum(1); // (B, H)
    return sum.div(steps ?? unmasked.cast('float32').sum(1).maximum(1));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { steps } = this.config;
    return { ...super.getConfig(), ...(steps === undefined ? {} : { steps }) };
  }
}

class MaxOverTime extends PoolingOverTime {
  static className = 'MaxOverTime';

  private readonly config: MaxOverTimeConfig;

  constructor(config: MaxOverTimeConfig) {
    super(config);
    this.config = { ...config };
  }

  protected override pool(x: tf.Tensor3D, mask?: tf.Tensor2D): tf.Tensor {
    if (!mask || this.config.ignoreMask) return x.max(1);
    const lowered = tf.where(mask.expandDims(2), x, tf.fill(x.shape, Number.NEGATIVE_INFINITY)); // (B, T, H)
    const largest = lowered.max(1); // (B, H)
    return tf.where(mask.any(1, true), largest, tf.zerosLike(largest));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.config.ignoreMask && { ignoreMask: true }) };
  }
}

for (const layer of [LastState, MeanOverTime, MaxOverTime]) tf.serialization.registerClass(layer);
