/** Makes layers of this library from layers that Keras saved. */
import { tf } from '../backend';
import { dropout } from '../layers/dropout';
import { embedding } from '../layers/embedding';
import { fastGru } from '../layers/fast-gru';
import { fastLstm } from '../layers/fast-lstm';
import { maxOverTime, meanOverTime } from '../layers/pooling';
import type { KerasLayer } from './keras-file';

/**
 * Returns the layer that computes the same, without its weights.
 *
 * @param version the version of Keras that saved it
 * @throws if there is none, or if an option is not supported; the message names it
 */
export function layerFrom(layer: KerasLayer, version: string): tf.layers.Layer {
  const convert = Object.hasOwn(CONVERSIONS, layer.className) ? CONVERSIONS[layer.className] : undefined;
  if (!convert)
    throw new Error(
      `the layer ${layer.name} is a ${layer.className}, which is not imported; ` +
        `these are: ${[...Object.keys(CONVERSIONS), 'TextVectorization'].sort().join(', ')}`,
    );
  return convert(layer, version);
}

const ZEROS = { kernelInitializer: 'zeros', recurrentInitializer: 'zeros' } as const; // fast

const CONVERSIONS: Record<string, (layer: KerasLayer, version: string) => tf.layers.Layer> = {
  Embedding({ config }) {
    const { input_dim: inputDim, output_dim: outputDim, mask_zero: maskZero } = config;
    return embedding({
      inputDim: inputDim as number,
      outputDim: outputDim as number,
      maskZero: maskZero as boolean,
      embeddingsInitializer: tf.initializers.zeros(),
    });
  },
  LSTM: recurrent,
  GRU: recurrent,
  Bidirectional(layer, version) {
    const {
      layer: inner,
      backward_layer: backward,
      merge_mode: mergeMode,
    } = layer.config as {
      layer: { class_name: string; config: Record<string, unknown> };
      backward_layer?: { class_name: string; config: Record<string, unknown> };
      merge_mode: Parameters<typeof tf.layers.bidirectional>[0]['mergeMode'] | null;
    };
    if (!mergeMode) throw refusal(layer, 'merge_mode', mergeMode);
    const { class_name: className, config } = inner;
    if (!['LSTM', 'GRU'].includes(className)) throw refusal(layer, 'layer', className);
    for (const name of SAME_BOTH_WAYS)
      if (backward && backward.config[name] !== config[name])
        throw refusal(layer, `backward_layer.${name}`, backward.config[name]);
    const isSequence = config.return_sequences === true;
    const both = recurrent(
      { ...layer, className, config: { ...config, zero_output_for_mask: isSequence } },
      version,
    );
    return tf.layers.bidirectional({ layer: both as tf.RNN, mergeMode });
  },
  GlobalAveragePooling1D(layer) {
    require(layer, { data_format: 'channels_last', keepdims: false });
    return meanOverTime();
  },
  GlobalMaxPooling1D(layer) {
    require(layer, { data_format: 'channels_last', keepdims: false });
    return maxOverTime({ ignoreMask: true });
  },
  Dropout(layer) {
    require(layer, { noise_shape: null });
    return dropout({ rate: layer.config.rate as number });
  },
  SpatialDropout1D: ({ config }) => dropout({ rate: config.rate as number, sameForAllSteps: true }),
  Dense(layer, version) {
    const { units, use_bias: useBias } = layer.config as { units: number; use_bias: boolean };
    const activation = activationOf(layer, 'activation', version) as 'relu';
    return tf.layers.dense({ units, useBias, activation, kernelInitializer: 'zeros' });
  },
  Activation: (layer, version) =>
    tf.layers.activation({ activation: activationOf(layer, 'activation', version) as 'relu' }),
};

/** The options that both directions of a bidirectional layer share. */
const SAME_BOTH_WAYS = ['units', 'activation', 'recurrent_activation', 'use_bias', 'reset_after'];

function recurrent(layer: KerasLayer, version: string): tf.layers.Layer {
  require(layer, { stateful: false, return_state: false, time_major: false });
  const { config } = layer;
  const returnSequences = config.return_sequences as boolean;
  const shared = {
    ...ZEROS,
    units: config.units as number,
    activation: activationOf(layer, 'activation', version) as 'tanh',
    recurrentActivation: activationOf(layer, 'recurrent_activation', version) as 'sigmoid',
    useBias: config.use_bias as boolean,
    returnSequences,
    goBackwards: config.go_backwards as boolean,
    dropout: config.dropout as number,
    recurrentDropout: config.recurrent_dropout as number,
    ...(returnSequences && config.zero_output_for_mask === true && { zeroOutputForMask: true }),
  };
  if (layer.className === 'LSTM') return fastLstm({ ...shared, unitForgetBias: false });
  return fastGru({ ...shared, resetAfter: config.reset_after === true });
}

/** The activations that tfjs computes in the same way, with their names there. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  elu: 'elu',
  hard_sigmoid: 'hardSigmoid',
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  selu: 'selu',
  sigmoid: 'sigmoid',
  silu: 'swish',
  softmax: 'softmax',
  softplus: 'softplus',
  softsign: 'softsign',
  swish: 'swish',
  tanh: 'tanh',
};

function activationOf(layer: KerasLayer, option: string, version: string): string {
  const name = layer.config[option];
  // Keras 3 changed the slope of the hard sigmoid from 1/5 to 1/6.
  const known = name !== 'hard_sigmoid' || version.startsWith('2.');
  const found = known && typeof name === 'string' && Object.hasOwn(ACTIVATIONS, name) && ACTIVATIONS[name];
  if (!found) throw refusal(layer, option, name);
  return found;
}

/** Checks that options have the only values that are imported. Absent ones have them. */
function require(layer: KerasLayer, options: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(options))
    if ((layer.config[name] ?? value) !== value) throw refusal(layer, name, layer.config[name]);
}

function refusal({ name, className }: KerasLayer, option: string, value: unknown): Error {
  return new Error(
    `the layer ${name}, a ${className}, has ${option}=${JSON.stringify(value)}, which is not imported`,
  );
}
