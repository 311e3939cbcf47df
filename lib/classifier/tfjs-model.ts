/** Turns models of this library's layers into models that any tfjs loads, without this library. */
import { tf } from '../backend';
import { FastLSTM } from '../layers/fast-lstm';
import { type FrozenEmbedding, registeredVectors } from '../layers/frozen-embedding';

/**
 * Returns a model that computes the same from layers that tfjs itself has, and that takes the ids of words, 0 for
 * padding, like the given one. What becomes of each layer:
 *
 * - embeddings: `tf.layers.embedding`, frozen ones with their vectors in the model;
 * - `fastLstm`: `tf.layers.lstm`, with its activations written out;
 * - `lastStep` behind an LSTM: that LSTM's last output, which with a mask is the one at the last word;
 * - `meanOverTime`: a second embedding gives each position its weight in the mean, 0 for padding (a softmax over
 *   -1e9 for padding and 0 for words, where the mean is over the words of each text), and `tf.layers.dot` adds up;
 * - `dropout`: `tf.layers.dropout`; what is tfjs' own already stays.
 *
 * @throws for a layer that has no such counterpart, with the reason; for a model that is no chain of layers
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

/** A model in the making. */
interface Chain {
  /** The ids of words, `[batch, time]`. */
  ids: tf.SymbolicTensor;
  /** What the last layer gives. */
  x: tf.SymbolicTensor;
  /** Which weights each layer is to have. */
  layers: { layer: tf.layers.Layer; weights: () => tf.Tensor[] }[];
  /** How many ids there are, and whether 0 is padding, once there was an embedding. */
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
    throw new Error(`${name} has several inputs: only chains of layers are turned into tfjs' own`);
  const same = () => layer.getWeights();
  const config = layer.getConfig();
  switch (layer.getClassName()) {
    case 'TrainedEmbedding': {
      const { inputDim, outputDim, maskZero } = config as unknown as EmbeddingConfig;
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
      if (before instanceof FastLSTM) return chain; // that LSTM gives its last output already
      throw new Error(`${name}: lastStep has a counterpart in tfjs only right behind an LSTM`);
    case 'MeanOverTime':
      return appendMean(chain, name, (config as { steps?: number }).steps);
    case 'MaxOverTime':
      throw new Error(
        `${name}: tfjs has no maximum over the words of a text, only one that sees padding, too`,
      );
    case 'SeededDropout':
      return append(chain, tf.layers.dropout({ name, rate: config['rate'] as number }), same);
    case 'Bidirectional':
      throw new Error(`${name}: tfjs' own bidirectional layer does not leave out padding`);
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
  const { peepholes } = layer.getConfig();
  if (peepholes)
    throw new Error(
      `${layer.name}: tfjs' own LSTM has no peepholes (${peepholes}): train without them to export`,
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
    recurrentInitializer: 'zeros', // by default it would be made orthogonal, slowly
    returnSequences: layer.returnSequences && !onlyLast,
    goBackwards: layer.goBackwards,
  });
}

/** Appends the mean of `chain.x` `[batch, time, units]` over the words, or its sum over them divided by `steps`. */
function appendMean(chain: Chain, name: string, steps: number | undefined): Chain {
  const { ids, x, vocabulary, layers } = chain;
  if (!vocabulary) throw new Error(`${name}: the mean over words needs an embedding before it`);
  const { inputDim, masked } = vocabulary;
  const [padding, word] = steps === undefined ? [-1e9, 0] : [0, 1 / steps];
  const weight = embedding({
    name: `${name}_weight`,
    inputDim,
    outputDim: 1,
    maskZero: false,
    trainable: false,
  });
  const column = () => {
    const values = new Float32Array(inputDim).fill(word);
    if (masked) values[0] = padding;
    return [tf.tensor2d(values, [inputDim, 1])];
  };
  const apply = (layer: tf.layers.Layer, to: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(to) as tf.SymbolicTensor;
  const row = apply(tf.layers.permute({ dims: [2, 1], name: `${name}_row` }), apply(weight, ids)); // (B, 1, T)
  const shares =
    steps === undefined
      ? apply(tf.layers.activation({ activation: 'softmax', name: `${name}_share` }), row)
      : row;
  const sum = apply(tf.layers.dot({ axes: [2, 1], name: `${name}_sum` }), [shares, x]); // (B, 1, H)
  const mean = apply(tf.layers.flatten({ name }), sum); // (B, H)
  return { ...chain, x: mean, layers: [...layers, { layer: weight, weights: column }] };
}

/** Layers that both have, with neither weights of their own kind nor a say about padding. */
const SHARED = ['Dense', 'Activation', 'Dropout', 'Rescaling'];

/** Returns a new layer like one of tfjs' own. @throws for a class that is not known to be one */
function copyOf(layer: tf.layers.Layer): tf.layers.Layer {
  const className = layer.getClassName();
  if (!SHARED.includes(className))
    throw new Error(`${layer.name}: no counterpart in tfjs is known for layers of class ${className}`);
  const Class = layer.constructor as tf.serialization.SerializableConstructor<tf.layers.Layer>;
  return Class.fromConfig!(Class, layer.getConfig());
}
