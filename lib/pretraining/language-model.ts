import { tf } from '../backend';
import { fusedLstm, isFusable } from '../layers/fused-lstm';
import type { LstmInputs, LstmOutputs } from '../layers/lstm-equations';
import { orthogonal } from '../layers/orthogonal';
import { derivedSeed } from '../layers/seeds';
import { unrolledLstm } from '../layers/unrolled-lstm';
import { type Candidates, softmaxLoss } from './sampled-softmax';
import type { StreamBatch } from './token-streams';

/** Hyperparameters of a language model. */
export interface LanguageModelConfig {
  /** The size of the vocabulary, with its special tokens. */
  vocabularySize: number;
  /** The length of a word vector. */
  dimensions: number;
  /** The units of the LSTM. */
  units: number;
  /** The seed of the initial weights. */
  seed: number;
}

/**
 * An LSTM language model: it reads a text token by token and predicts each next token. The
 * embeddings are tied: the same matrix embeds the inputs and computes the logits (Press & Wolf
 * 2017; Inan et al. 2017).
 */
export interface LanguageModel {
  config: LanguageModelConfig;
  /** The word vectors, `[vocabularySize, dimensions]`, row-major. */
  embeddings: Float32Array;
  /** The bias of each word's logit, `[vocabularySize]`. */
  wordBias: Float32Array;
  /** The dense weights. */
  weights: {
    /** `[dimensions, 4 * units]`; the gates are in the order of `LstmInputs`. */
    kernel: tf.Variable<tf.Rank.R2>;
    /** `[units, 4 * units]` */
    recurrentKernel: tf.Variable<tf.Rank.R2>;
    /** `[4 * units]` */
    bias: tf.Variable<tf.Rank.R1>;
    /** The projection of the LSTM's output to a word vector, `[units, dimensions]`. */
    projection: tf.Variable<tf.Rank.R2>;
    /** `[dimensions]` */
    projectionBias: tf.Variable<tf.Rank.R1>;
  };
}

/**
 * The LSTM's state that is carried from one batch to the next: output and cell state, `[streams,
 * units]` each.
 */
export interface CarriedState {
  h: tf.Tensor2D;
  c: tf.Tensor2D;
}

/**
 * Returns an untrained language model. The bias of the forget gates is 1 (Jozefowicz et al. 2015).
 * The caller disposes the weights.
 *
 * @param embeddings the initial word vectors, `[vocabularySize, dimensions]`, row-major; they are
 *   copied
 * @throws when the length of `embeddings` does not match `config`.
 */
export function languageModel(config: LanguageModelConfig, embeddings: Float32Array): LanguageModel {
  const { vocabularySize, dimensions, units, seed } = config;
  const glorot = (purpose: string) => tf.initializers.glorotUniform({ seed: derivedSeed(seed, purpose) });
  const recurrent = orthogonal({ blocks: 4, seed: derivedSeed(seed, 'recurrent kernel') });
  const initial = tf.tidy(() => ({
    kernel: glorot('kernel').apply([dimensions, 4 * units]),
    recurrentKernel: recurrent.apply([units, 4 * units]),
    bias: tf.concat([tf.zeros([units]), tf.ones([units]), tf.zeros([2 * units])]),
    projection: glorot('projection').apply([units, dimensions]),
    projectionBias: tf.zeros([dimensions]),
  }));
  const model = languageModelOf(config, embeddings, new Float32Array(vocabularySize), initial);
  tf.dispose(initial);
  return model;
}

/**
 * Returns a language model with the given weights, which are copied. The caller disposes the
 * weights.
 *
 * @param embeddings `[vocabularySize, dimensions]`, row-major
 * @param wordBias `[vocabularySize]`
 * @param weights by their names in `LanguageModel`
 * @throws when sizes do not match `config`.
 */
export function languageModelOf(
  config: LanguageModelConfig,
  embeddings: Float32Array,
  wordBias: Float32Array,
  weights: Readonly<Record<keyof LanguageModel['weights'], tf.Tensor>>,
): LanguageModel {
  const { vocabularySize, dimensions, units } = config;
  if (embeddings.length !== vocabularySize * dimensions)
    throw new Error(
      `${vocabularySize} words of ${dimensions} dimensions need ${vocabularySize * dimensions} numbers, not ${embeddings.length}`,
    );
  tf.util.assertShapesMatch(weights.kernel.shape, [dimensions, 4 * units], 'the language model: ');
  const { kernel, recurrentKernel, bias, projection, projectionBias } = weights;
  return {
    config,
    embeddings: embeddings.slice(),
    wordBias: wordBias.slice(),
    weights: {
      kernel: variable(kernel as tf.Tensor2D),
      recurrentKernel: variable(recurrentKernel as tf.Tensor2D),
      bias: variable(bias as tf.Tensor1D),
      projection: variable(projection as tf.Tensor2D),
      projectionBias: variable(projectionBias as tf.Tensor1D),
    },
  };
}

function variable<R extends tf.Rank>(value: tf.Tensor<R>): tf.Variable<R> {
  return tf.variable(value) as tf.Variable<R>;
}

/** Returns the zero state, `[streams, units]` each. The caller disposes it. */
export function zeroState({ config }: LanguageModel, streams: number): CarriedState {
  return { h: tf.zeros([streams, config.units]), c: tf.zeros([streams, config.units]) };
}

/** The loss and gradients of one batch. The caller disposes the tensors. */
export interface LanguageModelStep {
  /** The mean cross-entropy of the targets, in nats. */
  loss: tf.Scalar;
  /** The state after the batch. */
  state: CarriedState;
  /** The gradients of the dense weights, by the variables' names. */
  gradients: tf.NamedTensorMap;
  /** The gradients of the word vectors of the inputs and the candidates. */
  rows: {
    ids: Int32Array;
    /** `[ids.length, dimensions]` */
    gradients: tf.Tensor2D;
  };
  /** The gradients of the biases of the candidates, `[candidates]`. */
  wordBias: tf.Tensor1D;
}

/**
 * Returns the loss and gradients of a batch. Gradients flow back to the start of the batch and no
 * further (truncated back-propagation through time, Williams & Peng 1990).
 *
 * @param state the state before the batch, `[streams, units]` each
 */
export function languageModelStep(
  model: LanguageModel,
  state: CarriedState,
  { inputs }: StreamBatch,
  candidates: Candidates,
): LanguageModelStep {
  const gathered = trainableRows(model, candidates, inputs);
  const { rows, wordBias, ids } = gathered;
  let carried: CarriedState | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const { loss, state: last } = lossOf(model, state, gathered, candidates);
    carried = { h: tf.keep(last.h), c: tf.keep(last.c) };
    return loss;
  }, [...Object.values(model.weights), rows, wordBias]);
  const { [rows.name]: ofRows, [wordBias.name]: ofBias, ...gradients } = grads;
  tf.dispose([rows, wordBias]);
  return {
    loss: value,
    state: carried!,
    gradients,
    rows: { ids, gradients: ofRows as tf.Tensor2D },
    wordBias: ofBias as tf.Tensor1D,
  };
}

/**
 * Returns the mean cross-entropy of a batch's targets, in nats, with the softmax over the whole
 * vocabulary, and the state after the batch. The caller disposes the state.
 *
 * @param state the state before the batch, `[streams, units]` each
 */
export function languageModelLoss(
  model: LanguageModel,
  state: CarriedState,
  { inputs, targets }: StreamBatch,
): { loss: number; state: CarriedState } {
  const { vocabularySize } = model.config;
  const all: Candidates = {
    ids: Int32Array.from({ length: vocabularySize }, (_, id) => id),
    correction: new Float32Array(vocabularySize),
    labels: targets,
  };
  const gathered = trainableRows(model, all, inputs);
  let loss = Number.NaN;
  const last = tf.tidy(() => {
    const found = lossOf(model, state, gathered, all);
    loss = found.loss.dataSync()[0]!;
    return { ...found.state };
  });
  tf.dispose([gathered.rows, gathered.wordBias]);
  return { loss, state: last };
}

/**
 * The word vectors that a batch needs, as variables: the candidates', then those of the other
 * inputs.
 */
interface TrainableRows {
  /** The token ids, without repetitions. */
  ids: Int32Array;
  /** `[ids.length, dimensions]` */
  rows: tf.Variable<tf.Rank.R2>;
  /** The index in `ids` of each input, `[time * streams]`. */
  places: Int32Array;
  /** The biases of the candidates, `[candidates]`. */
  wordBias: tf.Variable<tf.Rank.R1>;
}

function trainableRows(model: LanguageModel, candidates: Candidates, inputs: Int32Array): TrainableRows {
  const { vocabularySize, dimensions } = model.config;
  const placeOf = new Int32Array(vocabularySize).fill(-1);
  const ids = Array.from(candidates.ids);
  for (const [place, id] of ids.entries()) placeOf[id] = place;
  const places = inputs.map((id) => {
    if (placeOf[id]! < 0) placeOf[id] = ids.push(id) - 1;
    return placeOf[id]!;
  });
  const rows = gatherRows(model.embeddings, ids, dimensions);
  const bias = gatherRows(model.wordBias, candidates.ids, 1);
  return tf.tidy(() => ({
    ids: Int32Array.from(ids),
    rows: variable(tf.tensor2d(rows, [ids.length, dimensions])),
    places,
    wordBias: variable(tf.tensor1d(bias)),
  }));
}

interface Loss {
  loss: tf.Scalar;
  state: CarriedState;
}

/** T time steps, S streams, D dimensions, H units, C candidates. */
function lossOf(
  { config, weights }: LanguageModel,
  state: CarriedState,
  { rows, places, wordBias }: TrainableRows,
  candidates: Candidates,
): Loss {
  const { dimensions: D, units: H } = config;
  const { kernel, recurrentKernel, bias, projection, projectionBias } = weights;
  const S = state.h.shape[0];
  const T = places.length / S;
  const C = candidates.ids.length;
  const x = rows.gather(tf.tensor1d(places, 'int32')).reshape([T, S, D]) as tf.Tensor3D;
  // h, c: (T, S, H)
  const { h, c } = lstm({ x, h0: state.h, c0: state.c, kernel, recurrentKernel, bias });
  const outputs = h
    .reshape([T * S, H])
    .matMul(projection)
    .add(projectionBias); // (T S, D)
  const loss = softmaxLoss(
    {
      outputs: outputs as tf.Tensor2D,
      embeddings: rows.slice([0, 0], [C, D]),
      bias: wordBias.add(tf.tensor1d(candidates.correction)),
    },
    tf.tensor1d(candidates.labels, 'int32'),
  );
  return { loss, state: { h: lastOf(h), c: lastOf(c) } };
}

/** Runs the fastest LSTM that is available. */
function lstm(inputs: LstmInputs): Required<LstmOutputs> {
  return isFusable(inputs, 'sigmoid') ? fusedLstm(inputs) : unrolledLstm(inputs);
}

/** Returns the last time step `[batch, units]` of a sequence `[time, batch, units]`. */
function lastOf(sequence: tf.Tensor3D): tf.Tensor2D {
  const [T, B, H] = sequence.shape;
  return sequence.slice([T - 1, 0, 0], [1, B, H]).reshape([B, H]);
}

function gatherRows(table: Float32Array, ids: ArrayLike<number>, width: number): Float32Array {
  const rows = new Float32Array(ids.length * width);
  for (let row = 0; row < ids.length; row++) {
    const at = ids[row]! * width;
    rows.set(table.subarray(at, at + width), row * width);
  }
  return rows;
}
