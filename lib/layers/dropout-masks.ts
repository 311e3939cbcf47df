import * as tf from '@tensorflow/tfjs';
import { allLayers } from './all-layers';
import { isNative, nativeOp } from './native-ops';
import { randomSeed } from './seeds';

/** The state of a stream of dropout masks. A restored state gives the same masks again. */
export interface MaskState {
  seed: number;
  /** How many masks have been drawn. */
  step: number;
}

/** The rows of a batch that a process computes. */
export interface BatchPart {
  /** The first row, from 0. */
  from: number;
  /** Rows of the whole batch. */
  of: number;
}

/** A stream of dropout masks. The n-th mask depends on the seed and n alone. */
export class DropoutMasks implements MaskState {
  step = 0;
  /** If set, `draw` returns only these rows of the mask of the whole batch. */
  part?: BatchPart;

  constructor(public seed: number = randomSeed()) {}

  /**
   * Returns the next mask of this shape: 0 with probability `rate`, else 1. The native backend
   * draws it with one op, TensorFlow's counter-based `StatelessRandomUniform`. Other backends use
   * tfjs' generator, which gives other masks for the same seed and step.
   */
  draw(shape: number[], rate: number): tf.Tensor {
    const step = this.step++;
    const [rows = 0, ...rest] = shape;
    const { from, of } = this.part ?? { from: 0, of: rows };
    return tf.tidy(() => {
      const uniform = isNative()
        ? statelessUniform([of, ...rest], this.seed, step)
        : tf.randomUniform([of, ...rest], 0, 1, 'float32', `${this.seed} ${step}`);
      const here = rows === of ? uniform : uniform.slice(from, rows);
      return here.greaterEqual(rate).cast('float32');
    });
  }

  /**
   * Returns `x` times the next mask, scaled by 1 / (1 - rate). The mask of `shape` is broadcast.
   */
  drop<T extends tf.Tensor>(x: T, rate: number, shape: number[] = x.shape): T {
    return x.mul(this.draw(shape, rate).mul(1 / (1 - rate)));
  }
}

/**
 * Returns the states of the dropout masks by layer name. With them in a checkpoint, resumed
 * training continues exactly as uninterrupted training.
 */
export function maskStates(model: tf.LayersModel): Record<string, MaskState> {
  const states: Record<string, MaskState> = {};
  for (const { name, masks } of maskedLayers(model)) states[name] = { seed: masks.seed, step: masks.step };
  return states;
}

/**
 * Restores the states that `maskStates` returned.
 *
 * @throws when `states` has none for a layer that draws masks: it comes from another model
 */
export function setMaskStates(model: tf.LayersModel, states: Record<string, MaskState>): void {
  for (const { name, masks } of maskedLayers(model)) {
    const state = states[name];
    if (!state)
      throw new Error(`no dropout state for layer ${name}, only for ${Object.keys(states).join(', ')}`);
    masks.seed = state.seed;
    masks.step = state.step;
  }
}

/**
 * Sets the part of the batch that the dropout masks are drawn for; without `part` the whole batch.
 */
export function setMaskPart(model: tf.LayersModel, part?: BatchPart): void {
  for (const { masks } of maskedLayers(model)) masks.part = part;
}

function statelessUniform(shape: number[], seed: number, step: number): tf.Tensor {
  const [uniform] = nativeOp(
    'StatelessRandomUniform',
    { dtype: 'float32', T: 'int32', Tseed: 'int32' },
    [tf.tensor1d(shape, 'int32'), tf.tensor1d([seed, step], 'int32')],
    1,
  );
  return uniform!;
}

function maskedLayers(model: tf.LayersModel): { name: string; masks: DropoutMasks }[] {
  return allLayers(model).flatMap((layer) => {
    const { masks } = layer as { masks?: unknown };
    return masks instanceof DropoutMasks ? [{ name: layer.name, masks }] : [];
  });
}
