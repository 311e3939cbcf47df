/** Converts models to tfjs' built-in layers, so that tfjs loads them without this library. */
import { tf } from '../backend';
import type { FastGRU } from '../layers/fast-gru';
import { FastLSTM } from '../layers/fast-lstm';
import { type FrozenEmbedding, registeredVectors } from '../layers/frozen-embedding';
import {
  firstTokenLast,
  maxOfAllSteps,
  meanOfTokens,
  type StockGraph,
  stockGraph,
  type TimeSteps,
} from './tfjs-graph';

/** Options of `toTfjsModel`. */
export interface TfjsModelOptions {
  /** The id of the special token that every text begins with, if there is one. */
  firstToken?: number;
}

/**
 * Returns a model with the same inputs and outputs that consists of tfjs' built-in layers. Rows of
 * token ids must be padded on the right; for a model that begins with `padLeft`, on the left.
 * Dropout of whole words, which only training uses, is left out. The layers become:
 *
 * - embeddings: `tf.layers.embedding`, with the word vectors of frozen ones as weights
 * - `fastLstm` and `fastGru`: `tf.layers.lstm` and `tf.layers.gru`
 * - `reverseSequence` before an LSTM: an LSTM that reads from the end
 * - `tf.layers.bidirectional` of these: the same with the layers of tfjs
 * - `lastState` after an LSTM: its last state
 * - `meanOverTime`: `tf.layers.dot` with the weight of each time step in the average
 * - `maxOverTime` after an LSTM: `tf.layers.globalMaxPooling1d` without mask, since masked time
 *   steps repeat other outputs
 * - `averageOfLogits`: `tf.layers.average`
 * - `dropout`: `tf.layers.dropout`
 * - built-in layers: themselves
 *
 * @throws if a layer has no built-in counterpart, with the reason
 */
export function toTfjsModel(model: tf.LayersModel, { firstToken }: TfjsModelOptions = {}): tf.LayersModel {
  const ids = tf.input({ shape: [null], dtype: 'int32' });
  const graph = stockGraph();
  const parts = new Map<number, Part>([[model.inputs[0]!.id, { x: ids }]]);
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  for (const layer of layers) {
    const inputs = tensorsOf(layer.input).map(({ id }) => parts.get(id)!);
    const [output] = tensorsOf(layer.output);
    const readers = layers.filter((other) => tensorsOf(other.input).some(({ id }) => id === output!.id));
    parts.set(output!.id, convert({ graph, firstToken }, layer, inputs, readers));
  }
  const stock = tf.model({ inputs: ids, outputs: parts.get(model.outputs[0]!.id)!.x });
  graph.setWeights();
  return stock;
}

/** What a tensor of the model becomes. */
interface Part {
  x: tf.SymbolicTensor;
  /** Its time steps, if it has some. */
  time?: TimeSteps;
  /** The number of special tokens that stay in front of reversed ids. */
  keptInFront?: number;
  /** The last output, `[batch, units]`, if it is that of a recurrent layer. */
  last?: tf.SymbolicTensor;
}

function tensorsOf(tensors: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor[] {
  return [tensors].flat();
}

interface Target extends TfjsModelOptions {
  graph: StockGraph;
}

function convert(
  target: Target,
  layer: tf.layers.Layer,
  inputs: readonly Part[],
  readers: readonly tf.layers.Layer[],
): Part {
  const { graph } = target;
  const { name } = layer;
  const [input] = inputs as [Part];
  const config = layer.getConfig();
  const sameWeights = () => layer.getWeights();
  switch (layer.getClassName()) {
    case 'WordDropout': // only for training
    case 'PadLeft': // classifier.json says where to pad
      return input;
    case 'ReverseWords':
      return { ...input, keptInFront: config.keep as number };
    case 'TrainedEmbedding':
    case 'FrozenEmbedding':
      return embed(target, layer, input);
    case 'FastLSTM':
    case 'FastGRU':
      return recur(graph, layer as FastLSTM | FastGRU, input, readers);
    case 'LastStep':
      if (input.last) return { x: input.last };
      throw new Error(`${name}: lastState has a counterpart in tfjs only directly after an LSTM`);
    case 'MeanOverTime':
      if (!input.time) throw new Error(`${name}: an average over time needs an embedding before it`);
      return { x: meanOfTokens(graph, name, input.x, input.time, config.steps as number | undefined) };
    case 'Bidirectional':
      return recurBothWays(graph, layer, input);
    case 'MaxOverTime':
      if (input.last || (config.ignoreMask && input.time))
        return { x: maxOfAllSteps(graph, name, input.x, input.time!) };
      throw new Error(`${name}: maxOverTime has a counterpart in tfjs only directly after an LSTM`);
    case 'MeanOfVotes':
      return { x: graph.apply(tf.layers.average({ name }), xsOf(inputs)) };
    case 'SeededDropout': {
      const stock = tf.layers.dropout({ name, rate: config.rate as number });
      return { x: graph.apply(stock, input.x), time: input.time };
    }
    default: {
      if (input.time?.isZeroAtPadding)
        throw new Error(`${name}: tfjs has no counterpart for a layer on outputs that are zero at padding`);
      const x = inputs.length > 1 ? xsOf(inputs) : input.x;
      return { x: graph.apply(copyOf(layer), x, sameWeights), time: input.time };
    }
  }
}

function xsOf(parts: readonly Part[]): tf.SymbolicTensor[] {
  return parts.map(({ x }) => x);
}

function embed({ graph, firstToken }: Target, layer: tf.layers.Layer, { x, keptInFront }: Part): Part {
  const { name } = layer;
  const { inputDim, outputDim, maskZero: isMasked, weights } = tableOf(layer);
  const isReversed = keptInFront !== undefined;
  if (isReversed && !isMasked)
    throw new Error(`${name}: reversed texts have a counterpart in tfjs only if padding is masked`);
  if (keptInFront && (keptInFront > 1 || firstToken === undefined))
    throw new Error(`${name}: reversed texts that keep ${keptInFront} ids in front need firstToken`);
  const ids = keptInFront ? firstTokenLast(graph, name, x, inputDim, firstToken!) : x;
  const stock = tf.layers.embedding({
    name,
    inputDim,
    outputDim,
    maskZero: isMasked,
    embeddingsInitializer: 'zeros',
    trainable: layer.trainable,
  });
  return { x: graph.apply(stock, ids, weights), time: { ids, inputDim, isMasked, isReversed } };
}

/** Returns the configuration and the weights of an embedding. */
function tableOf(layer: tf.layers.Layer) {
  if (layer.getClassName() === 'TrainedEmbedding') {
    const config = layer.getConfig() as { inputDim: number; outputDim: number; maskZero: boolean };
    return { ...config, weights: () => layer.getWeights() };
  }
  const { vectors, maskZero } = layer as FrozenEmbedding;
  const { matrix, dimensions } = registeredVectors(vectors);
  const inputDim = matrix.length / dimensions;
  const weights = () => [tf.tensor2d(matrix, [inputDim, dimensions])];
  return { inputDim, outputDim: dimensions, maskZero, weights };
}

function recur(
  graph: StockGraph,
  layer: FastLSTM | FastGRU,
  { x, time }: Part,
  readers: readonly tf.layers.Layer[],
): Part {
  if (!time) throw new Error(`${layer.name}: a recurrent layer needs an embedding before it`);
  const isLast = (reader: tf.layers.Layer) => reader.getClassName() === 'LastStep';
  const returnSequences = layer.returnSequences && !readers.every(isLast);
  const returnState = returnSequences && readers.some(isLast);
  if (layer.goBackwards && time.isReversed)
    throw new Error(`${layer.name}: tfjs has no counterpart for reversed texts that are read from the end`);
  const goBackwards = layer.goBackwards || time.isReversed;
  const stock = stockRecurrent(layer, { returnSequences, returnState, goBackwards });
  const [first, last] = graph.applyAll(stock, x, () => layer.getWeights());
  return returnSequences ? { x: first!, time, last: last ?? first } : { x: first!, last: first };
}

/** What the types of tfjs hide of a bidirectional layer. */
interface BothWays {
  forwardLayer: FastLSTM | FastGRU;
  mergeMode: Parameters<typeof tf.layers.bidirectional>[0]['mergeMode'];
  returnSequences: boolean;
}

function recurBothWays(graph: StockGraph, layer: tf.layers.Layer, { x, time }: Part): Part {
  const { name } = layer;
  if (!time || time.isReversed)
    throw new Error(`${name}: a bidirectional layer needs an embedding before it`);
  const { forwardLayer, mergeMode, returnSequences } = layer as unknown as BothWays;
  const { zeroOutputForMask = false } = forwardLayer.getConfig();
  const inner = stockRecurrent(forwardLayer, {
    returnSequences,
    returnState: false,
    goBackwards: forwardLayer.goBackwards,
    isZeroedLater: true,
  });
  const stock = tf.layers.bidirectional({ name, layer: inner as tf.RNN, mergeMode });
  const outputs = graph.apply(stock, x, () => layer.getWeights());
  if (!returnSequences) return { x: outputs };
  return { x: outputs, time: { ...time, isZeroAtPadding: zeroOutputForMask as boolean } };
}

/** Returns the recurrent layer of tfjs, without its weights. @throws if tfjs has none */
function stockRecurrent(
  layer: FastLSTM | FastGRU,
  {
    isZeroedLater = false,
    ...reading
  }: { returnSequences: boolean; returnState: boolean; goBackwards: boolean; isZeroedLater?: boolean },
): tf.layers.Layer {
  const { name, cell } = layer;
  const kind = layer instanceof FastLSTM ? 'LSTM' : 'GRU';
  const { peepholes, zeroOutputForMask, resetAfter } = layer.getConfig();
  if (zeroOutputForMask && !isZeroedLater)
    throw new Error(
      `${name}: the ${kind} of tfjs repeats outputs at masked time steps: train without zeroOutputForMask to export`,
    );
  if (peepholes)
    throw new Error(
      `${name}: the LSTM of tfjs has no peepholes (${peepholes}): train without them to export`,
    );
  if (resetAfter) throw new Error(`${name}: the GRU of tfjs has no resetAfter: train without it to export`);
  const { units, activation, recurrentActivation, useBias, dropout, recurrentDropout } = cell;
  const config = {
    ...reading,
    name,
    units,
    activation: activation.getClassName() as 'tanh',
    recurrentActivation: recurrentActivation.getClassName() as 'sigmoid',
    useBias,
    dropout,
    recurrentDropout,
    kernelInitializer: 'zeros' as const,
    recurrentInitializer: 'zeros' as const, // the default, orthogonal, is slow
  };
  return kind === 'LSTM' ? tf.layers.lstm(config) : tf.layers.gru(config);
}

/** Built-in layers that are copied. They compute the same with and without a mask. */
const SHARED = ['Dense', 'Activation', 'Dropout', 'Rescaling', 'Concatenate'];

/** Returns a copy of a built-in layer, without its weights. @throws if it is of another class */
function copyOf(layer: tf.layers.Layer): tf.layers.Layer {
  const className = layer.getClassName();
  if (!SHARED.includes(className))
    throw new Error(`${layer.name}: tfjs has no counterpart for layers of class ${className}`);
  const Class = layer.constructor as tf.serialization.SerializableConstructor<tf.layers.Layer>;
  return Class.fromConfig!(Class, layer.getConfig());
}
