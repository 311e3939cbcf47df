import * as tf from '@tensorflow/tfjs';
import { allLayers } from './all-layers';
import { isNative, nativeOp } from './native-ops';
import { randomSeed } from './seeds';

/** Where a stream of dropout masks stands: set it again, and the same masks follow. */
export interface MaskState {
  seed: number;
  /** How many masks have been drawn. */
  step: number;
}

/** Rows of a batch, where a process computes a part of it. */
export interface BatchPart {
  /** The first row. */
  from: number;
  /** How many rows the whole batch has. */
  of: number;
}

/** A stream of dropout masks: the n-th mask depends on the seed and n alone. */
export class DropoutMasks implements MaskState {
  step = 0;
  /** Where set, masks are those rows of the whole batch's that are computed here. */
  part?: BatchPart;

  constructor(public seed: number = randomSeed()) {}

  /**
   * Returns the next mask, 0 with probability `rate`, else 1. One native op draws it (TensorFlow's counter-based
   * `StatelessRandomUniform`); on other backends tfjs' own generator does, number by number, from the same seed
   * and step but to other numbers.
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

  /** Returns `x` with values dropped by a mask of this shape, the others scaled so that the mean stays. */
  drop<T extends tf.Tensor>(x: T, rate: number, shape: number[] = x.shape): T {
    return x.mul(this.draw(shape, rate).mul(1 / (1 - rate)));
  }
}

/**
 * Returns where the dropout masks of each layer stand, by the layer's name: what a checkpoint must hold for
 * training to go on as if it had never stopped.
 */
export function maskStates(model: tf.LayersModel): Record<string, MaskState> {
  const states: Record<string, MaskState> = {};
  for (const { name, masks } of maskedLayers(model)) states[name] = { seed: masks.seed, step: masks.step };
  return states;
}

/**
 * Lets the dropout masks of each layer go on from `states`, as `maskStates` returned them.
 *
 * @throws when a layer that draws masks has no state there: the states are another model's.
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

/** Lets the dropout masks of each layer be those of a part of a batch, or of whole batches again. */
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
