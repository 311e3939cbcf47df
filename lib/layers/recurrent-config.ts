import * as tf from '@tensorflow/tfjs';
import type { Cell } from './cell-weights';
import { orthogonal } from './orthogonal';
import { derivedSeed } from './seeds';

/** What the configurations of all recurrent layers here add to those of tfjs. */
export interface RecurrentConfig extends tf.SimpleRNNLayerArgs {
  /** Makes the initial weights and the dropout masks reproducible. Default: random. */
  seed?: number;
  /**
   * Penalizes the outputs: its value for all outputs of the layer, states included, divided by the
   * batch size as in Keras, is added to the loss of training. Default: none.
   */
  activityRegularizer?: tf.SimpleRNNLayerArgs['kernelRegularizer'];
  /**
   * With `returnSequences`: whether the output at a masked time step is zero. Default false: it is
   * the output before it.
   */
  zeroOutputForMask?: boolean;
}

/** Returns the seed for a purpose; undefined without a seed in the configuration. */
export function seedOf({ seed, goBackwards }: RecurrentConfig, purpose: string): number | undefined {
  return seed === undefined ? undefined : derivedSeed(seed, goBackwards ? `${purpose}, backwards` : purpose);
}

/** Returns the initializers of a configuration, seeded. Default: Glorot normal and orthogonal. */
export function initializersOf(
  config: RecurrentConfig,
): Required<Pick<RecurrentConfig, 'kernelInitializer' | 'recurrentInitializer'>> {
  const { kernelInitializer, recurrentInitializer } = config;
  return {
    kernelInitializer: kernelInitializer ?? tf.initializers.glorotNormal({ seed: seedOf(config, 'kernel') }),
    recurrentInitializer: recurrentInitializer ?? orthogonal({ seed: seedOf(config, 'recurrent kernel') }),
  };
}

/** Returns the initializer of a configuration's entry. tfjs parses such entries only in layers. */
export function initializerOf(entry: RecurrentConfig['kernelInitializer']): Cell['kernelInitializer'] {
  return tf.layers.lstmCell({ units: 1, kernelInitializer: entry }).kernelInitializer;
}

/** Returns the initializer of a configuration's entry as models are saved with it. */
export function writtenInitializer(
  entry: RecurrentConfig['kernelInitializer'],
): tf.serialization.ConfigDictValue {
  return tf.layers.lstmCell({ units: 1, kernelInitializer: entry }).getConfig()['kernelInitializer']!;
}

/** Returns the regularizer of a configuration's entry. tfjs parses such entries only in layers. */
export function regularizerOf(entry: RecurrentConfig['kernelRegularizer']): Cell['kernelRegularizer'] {
  return tf.layers.lstmCell({ units: 1, kernelRegularizer: entry }).kernelRegularizer;
}
