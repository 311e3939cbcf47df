/**
 * Graphs of tfjs' built-in layers that compute what this library's layers compute. tfjs has no
 * masked pooling, no constants, no reversal and no layer that only drops a mask. Small weights,
 * `tf.layers.simpleRNN` and `tf.layers.dot` stand in for them.
 */
import { tf } from '../backend';

/** The time steps of a tensor `[batch, time, ...]`. */
export interface TimeSteps {
  /** Their token ids, `[batch, time]`. */
  ids: tf.SymbolicTensor;
  /** The number of token ids. */
  inputDim: number;
  /** Whether id 0 is masked. */
  isMasked: boolean;
  /** Whether the time steps are in the reverse order of `ids`. */
  isReversed: boolean;
  /** Whether the tensor should be 0 at padding, but is not yet. Default false. */
  isZeroAtPadding?: boolean;
}

type Tensors = tf.SymbolicTensor | tf.SymbolicTensor[];
type Weights = () => tf.Tensor[];

/** A graph under construction. */
export interface StockGraph {
  /** Applies a layer, and returns its first output. @param weights its weights, to be set later */
  apply(layer: tf.layers.Layer, to: Tensors, weights?: Weights): tf.SymbolicTensor;
  /** Applies a layer, and returns all outputs. */
  applyAll(layer: tf.layers.Layer, to: Tensors, weights?: Weights): tf.SymbolicTensor[];
  /** Sets the weights of all layers. */
  setWeights(): void;
}

/** Returns a graph without layers. */
export function stockGraph(): StockGraph {
  const weighted: { layer: tf.layers.Layer; weights: Weights }[] = [];
  const applyAll: StockGraph['applyAll'] = (layer, to, weights) => {
    const outputs = layer.apply(to) as Tensors;
    if (weights && layer.weights.length > 0) weighted.push({ layer, weights });
    return [outputs].flat();
  };
  return {
    apply: (layer, to, weights) => applyAll(layer, to, weights)[0]!,
    applyAll,
    setWeights() {
      tf.tidy(() => {
        for (const { layer, weights } of weighted) layer.setWeights(weights());
      });
    },
  };
}

/** Returns a number for each token, `[batch, time, 1]`: `value` of its id. */
function perToken(
  graph: StockGraph,
  name: string,
  { ids, inputDim }: Pick<TimeSteps, 'ids' | 'inputDim'>,
  value: (id: number) => number,
): tf.SymbolicTensor {
  const layer = tf.layers.embedding({
    name,
    inputDim,
    outputDim: 1,
    embeddingsInitializer: 'zeros',
    trainable: false,
  });
  return graph.apply(layer, ids, () => [
    tf.tensor2d(
      Float32Array.from({ length: inputDim }, (_, id) => value(id)),
      [inputDim, 1],
    ),
  ]);
}

/** Returns the same values for every text, `[batch, length]`. */
function constant(
  graph: StockGraph,
  name: string,
  time: Pick<TimeSteps, 'ids' | 'inputDim'>,
  length: number,
  values: () => Float32Array,
): tf.SymbolicTensor {
  const zeros = perToken(graph, `${name}_zeros`, time, () => 0);
  const zero = graph.apply(tf.layers.globalAveragePooling1d({ name: `${name}_zero` }), zeros); // (B, 1)
  const dense = tf.layers.dense({
    name,
    units: length,
    kernelInitializer: 'zeros',
    trainable: false,
  });
  return graph.apply(dense, zero, () => [tf.zeros([1, length]), tf.tensor1d(values())]);
}

/**
 * Moves the special token in front of every text to the end of its row, behind the padding:
 * `[batch, time]` -> `[batch, time + 1]`. An LSTM that reads from the end reads this token first,
 * as it does with reversed ids that keep the token in front.
 *
 * @param token the id of that token
 */
export function firstTokenLast(
  graph: StockGraph,
  name: string,
  ids: tf.SymbolicTensor,
  inputDim: number,
  token: number,
): tf.SymbolicTensor {
  const time = { ids, inputDim };
  const others = perToken(graph, `${name}_others`, time, (id) => (id === token ? 0 : id));
  const row = tf.layers.reshape({ name: `${name}_row`, targetShape: [null] });
  const last = constant(graph, `${name}_last`, time, 1, () => Float32Array.of(token));
  const concatenate = tf.layers.concatenate({ name: `${name}_ids`, axis: 1 });
  return graph.apply(concatenate, [graph.apply(row, others), last]);
}

/**
 * Returns the average of `x` `[batch, time, units]` over the tokens, or their sum divided by
 * `steps`: `[batch, units]`.
 */
export function meanOfTokens(
  graph: StockGraph,
  name: string,
  x: tf.SymbolicTensor,
  time: TimeSteps,
  steps?: number,
): tf.SymbolicTensor {
  const [padding, token] = steps === undefined ? [-1e9, 0] : [0, 1 / steps];
  const scores = perToken(graph, `${name}_weight`, time, (id) =>
    id === 0 && time.isMasked ? padding : token,
  ); // (B, T, 1)
  const column = steps === undefined ? softmaxOverTime(graph, name, scores) : scores;
  const weights = time.isReversed ? reversed(graph, name, column) : column;
  const sum = graph.apply(tf.layers.dot({ axes: [1, 1], name: `${name}_sum` }), [weights, x]); // (B, 1, H)
  return graph.apply(tf.layers.flatten({ name }), sum);
}

/** The softmax of 0 for tokens and -1e9 for padding is the weight of each in the average. */
function softmaxOverTime(graph: StockGraph, name: string, column: tf.SymbolicTensor): tf.SymbolicTensor {
  const turned = (what: string, x: tf.SymbolicTensor) =>
    graph.apply(tf.layers.permute({ dims: [2, 1], name: `${name}_${what}` }), x);
  const softmax = tf.layers.activation({ activation: 'softmax', name: `${name}_share` });
  return turned('column', graph.apply(softmax, turned('row', column)));
}

/**
 * Reverses `x` `[batch, time, 1]` of non-negative numbers, by a linear RNN that copies its input.
 * The masking layer masks nothing. But without a mask of its own, an RNN in tfjs 4.22 gets that of
 * another layer of the model.
 */
function reversed(graph: StockGraph, name: string, x: tf.SymbolicTensor): tf.SymbolicTensor {
  const rnn = tf.layers.simpleRNN({
    name: `${name}_reversed`,
    units: 1,
    activation: 'linear',
    useBias: false,
    returnSequences: true,
    goBackwards: true,
    kernelInitializer: 'zeros',
    recurrentInitializer: 'zeros',
    trainable: false,
  });
  const masked = graph.apply(tf.layers.masking({ name: `${name}_all`, maskValue: -1 }), x);
  return graph.apply(rnn, masked, () => [tf.ones([1, 1]), tf.zeros([1, 1])]);
}

/** Returns the maximum of `x` `[batch, time, units]` over all time steps, `[batch, units]`. */
export function maxOfAllSteps(
  graph: StockGraph,
  name: string,
  x: tf.SymbolicTensor,
  time: TimeSteps,
): tf.SymbolicTensor {
  const unmasked = time.isMasked ? withoutMask(graph, name, x, time) : x;
  const pooling = tf.layers.globalMaxPooling1d({ name });
  if (!time.isMasked || !time.isZeroAtPadding) return graph.apply(pooling, unmasked);
  const isToken = perToken(graph, `${name}_tokens`, time, (id) => (id === 0 ? 0 : 1)); // (B, T, 1)
  return graph.apply(
    pooling,
    graph.apply(tf.layers.multiply({ name: `${name}_outputs` }), [unmasked, isToken]),
  );
}

/** Returns the identity matrix `[units, units]`, row-major. */
function identityMatrix(units: number): Float32Array {
  return Float32Array.from({ length: units * units }, (_, at) => (at % (units + 1) === 0 ? 1 : 0));
}

/** Returns `x` `[batch, time, units]` without its mask: only `tf.layers.dot` drops a mask. */
function withoutMask(
  graph: StockGraph,
  name: string,
  x: tf.SymbolicTensor,
  time: TimeSteps,
): tf.SymbolicTensor {
  const units = x.shape[2]!;
  const row = constant(graph, `${name}_identity_row`, time, units * units, () => identityMatrix(units));
  const square = tf.layers.reshape({ name: `${name}_identity`, targetShape: [units, units] });
  const identity = graph.apply(square, row); // (B, H, H)
  return graph.apply(tf.layers.dot({ axes: [2, 1], name: `${name}_unmasked` }), [x, identity]);
}
