/** Converts models to tfjs' built-in layers, so that tfjs loads them without this library. */
import { tf } from '../backend';
import { FastLSTM } from '../layers/fast-lstm';
import { type FrozenEmbedding, registeredVectors } from '../layers/frozen-embedding';

/**
 * Returns a model with the same inputs and outputs that consists of tfjs' built-in layers. The
 * layers become:
 *
 * - embeddings: `tf.layers.embedding`, with the word vectors of frozen ones as weights
 * - `fastLstm`: `tf.layers.lstm`
 * - `lastState` after an LSTM: the last output of that LSTM. With a mask, it is the output at the
 *   last token.
 * - `meanOverTime`: a second embedding that looks up the weight of each time step in the average,
 *   and `tf.layers.dot`. For the masked average, the weights are the softmax of 0 for tokens and
 *   -1e9 for padding.
 * - `dropout`: `tf.layers.dropout`
 * - built-in layers: themselves
 *
 * @throws if a layer has no built-in counterpart, with the reason, or if the model is not a chain
 *   of layers
 */
export function toTfjsModel(model: tf.LayersModel): tf.LayersModel {
  const ids = tf.input({ shape: [null], dtype: 'int32' });
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  let chain: Chain = { ids, x: ids, layers: [] };
  for (const [at, layer] of layers.entries()) chain = extend(chain, layer, layers[at - 1], layers[at + 1]);
  const stock = tf.model({ inputs: ids, outputs: chain.x });
  tf.tidy(() => {
    for (const { layer, weights } of chain.layers) layer.setWeights(weights());
  });
  return stock;
}

/** A model under construction. */
interface Chain {
  /** The token ids, `[batch, time]`. */
  ids: tf.SymbolicTensor;
  /** The output of the last layer. */
  x: tf.SymbolicTensor;
  /** The layers with weights to set. */
  layers: { layer: tf.layers.Layer; weights: () => tf.Tensor[] }[];
  /** The number of token ids of the embedding, and whether it masks id 0. */
  vocabulary?: { inputDim: number; masked: boolean };
}

function extend(
  chain: Chain,
  layer: tf.layers.Layer,
  before: tf.layers.Layer | undefined,
  next: tf.layers.Layer | undefined,
): Chain {
  const { name } = layer;
  if ([layer.input].flat().length > 1)
    throw new Error(`${name} has several inputs: only a chain of layers can be converted`);
  const same = () => layer.getWeights();
  const config = layer.getConfig();
  switch (layer.getClassName()) {
    case 'TrainedEmbedding': {
      const { inputDim, outputDim, maskZero } = config as Pick<
        EmbeddingConfig,
        'inputDim' | 'outputDim' | 'maskZero'
      >;
      const stock = embedding({ name, inputDim, outputDim, maskZero });
      return { ...append(chain, stock, same), vocabulary: { inputDim, masked: maskZero } };
    }
    case 'FrozenEmbedding': {
      const { vectors, maskZero } = layer as FrozenEmbedding;
      const { matrix, dimensions } = registeredVectors(vectors);
      const inputDim = matrix.length / dimensions;
      const stock = embedding({ name, inputDim, outputDim: dimensions, maskZero, trainable: false });
      const table = () => [tf.tensor2d(matrix, [inputDim, dimensions])];
      return { ...append(chain, stock, table), vocabulary: { inputDim, masked: maskZero } };
    }
    case 'FastLSTM':
      return append(chain, lstm(layer as FastLSTM, next?.getClassName() === 'LastStep'), same);
    case 'LastStep':
      if (before instanceof FastLSTM) return chain; // that LSTM already returns its last output
      throw new Error(`${name}: lastState has a counterpart in tfjs only directly after an LSTM`);
    case 'MeanOverTime':
      return appendMean(chain, name, (config as { steps?: number }).steps);
    case 'MaxOverTime':
      throw new Error(`${name}: tfjs has no masked max pooling, only one that includes padding`);
    case 'SeededDropout':
      return append(chain, tf.layers.dropout({ name, rate: config.rate as number }), same);
    case 'Bidirectional':
      throw new Error(`${name}: the bidirectional layer of tfjs does not mask padding`);
    default:
      return append(chain, copyOf(layer), same);
  }
}

function append(chain: Chain, layer: tf.layers.Layer, weights: () => tf.Tensor[]): Chain {
  const x = layer.apply(chain.x) as tf.SymbolicTensor;
  return { ...chain, x, layers: [...chain.layers, { layer, weights }] };
}

interface EmbeddingConfig {
  name: string;
  inputDim: number;
  outputDim: number;
  maskZero: boolean;
  trainable?: boolean;
}

function embedding(config: EmbeddingConfig): tf.layers.Layer {
  return tf.layers.embedding({ ...config, embeddingsInitializer: 'zeros' });
}

function lstm(layer: FastLSTM, onlyLast: boolean): tf.layers.Layer {
  const { peepholes, zeroOutputForMask } = layer.getConfig();
  if (zeroOutputForMask)
    throw new Error(
      `${layer.name}: the LSTM of tfjs repeats outputs at masked time steps: train without zeroOutputForMask to export`,
    );
  if (peepholes)
    throw new Error(
      `${layer.name}: the LSTM of tfjs has no peepholes (${peepholes}): train without them to export`,
    );
  const { units, activation, recurrentActivation, useBias, dropout, recurrentDropout } = layer.cell;
  return tf.layers.lstm({
    name: layer.name,
    units,
    activation: activation.getClassName() as 'tanh',
    recurrentActivation: recurrentActivation.getClassName() as 'sigmoid',
    useBias,
    dropout,
    recurrentDropout,
    kernelInitializer: 'zeros',
    recurrentInitializer: 'zeros', // the default, orthogonal, is slow
    returnSequences: layer.returnSequences && !onlyLast,
    goBackwards: layer.goBackwards,
  });
}

/**
 * Appends the average of `chain.x` `[batch, time, units]` over the tokens, or their sum divided by
 * `steps`.
 */
function appendMean(chain: Chain, name: string, steps: number | undefined): Chain {
  const { ids, x, vocabulary, layers } = chain;
  if (!vocabulary) throw new Error(`${name}: an average over time needs an embedding before it`);
  const { inputDim, masked } = vocabulary;
  const [padding, token] = steps === undefined ? [-1e9, 0] : [0, 1 / steps];
  const weight = embedding({
    name: `${name}_weight`,
    inputDim,
    outputDim: 1,
    maskZero: false,
    trainable: false,
  });
  const table = () => {
    const values = new Float32Array(inputDim).fill(token);
    if (masked) values[0] = padding;
    return [tf.tensor2d(values, [inputDim, 1])];
  };
  const apply = (layer: tf.layers.Layer, to: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(to) as tf.SymbolicTensor;
  const column = apply(weight, ids); // (B, T, 1)
  const row = apply(tf.layers.permute({ dims: [2, 1], name: `${name}_row` }), column); // (B, 1, T)
  const shares =
    steps === undefined
      ? apply(tf.layers.activation({ activation: 'softmax', name: `${name}_share` }), row)
      : row;
  const dot = tf.layers.dot({ axes: [2, 1], name: `${name}_sum` });
  const sum = apply(dot, [shares, x]); // (B, 1, H)
  const mean = apply(tf.layers.flatten({ name }), sum); // (B, H)
  return { ...chain, x: mean, layers: [...layers, { layer: weight, weights: table }] };
}

/** Built-in layers that are copied. They compute the same with and without a mask. */
const SHARED = ['Dense', 'Activation', 'Dropout', 'Rescaling'];

/** Returns a copy of a built-in layer, without its weights. @throws if it is of another class */
function copyOf(layer: tf.layers.Layer): tf.layers.Layer {
  const className = layer.getClassName();
  if (!SHARED.includes(className))
    throw new Error(`${layer.name}: tfjs has no counterpart for layers of class ${className}`);
  const Class = layer.constructor as tf.serialization.SerializableConstructor<tf.layers.Layer>;
  return Class.fromConfig!(Class, layer.getConfig());
}
