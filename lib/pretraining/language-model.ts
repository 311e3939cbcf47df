import { tf } from '../backend';
import { type Embedding, embedding, type GatheredRows } from '../layers/embedding';
import { fusedLstm, isFusable } from '../layers/fused-lstm';
import type { LstmInputs, LstmOutputs } from '../layers/lstm-equations';
import { orthogonal } from '../layers/orthogonal';
import { derivedSeed } from '../layers/seeds';
import { unrolledLstm } from '../layers/unrolled-lstm';
import type { Lookup } from '../training/gradient-step';
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
  /** The word vectors, `[vocabularySize, dimensions]`. */
  embedding: Embedding;
  /** The bias of each word's logit: an embedding of one dimension, `[vocabularySize, 1]`. */
  wordBias: Embedding;
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
 * The caller disposes its weights.
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
    embeddings: tf.tensor1d(embeddings),
    kernel: glorot('kernel').apply([dimensions, 4 * units]),
    recurrentKernel: recurrent.apply([units, 4 * units]),
    bias: tf.concat([tf.zeros([units]), tf.ones([units]), tf.zeros([2 * units])]),
    projection: glorot('projection').apply([units, dimensions]),
    projectionBias: tf.zeros([dimensions]),
    wordBias: tf.zeros([vocabularySize]),
  }));
  const model = languageModelOf(config, initial);
  tf.dispose(initial);
  return model;
}

/** The names of a language model's weights in files. */
export type WeightName = 'embeddings' | 'wordBias' | keyof LanguageModel['weights'];

/**
 * Returns a language model with the given weights, which are copied. The values may have other
 * shapes of the same size: earlier versions saved the embeddings with one dimension. The caller
 * disposes the model's weights.
 *
 * @throws when sizes do not match `config`.
 */
export function languageModelOf(
  config: LanguageModelConfig,
  values: Readonly<Record<WeightName, tf.Tensor>>,
): LanguageModel {
  const { vocabularySize: V, dimensions: D, units: H } = config;
  return {
    config,
    embedding: embeddingOf(values.embeddings, [V, D]),
    wordBias: embeddingOf(values.wordBias, [V, 1]),
    weights: {
      kernel: variable(values.kernel, [D, 4 * H]),
      recurrentKernel: variable(values.recurrentKernel, [H, 4 * H]),
      bias: variable(values.bias, [4 * H]),
      projection: variable(values.projection, [H, D]),
      projectionBias: variable(values.projectionBias, [D]),
    },
  };
}

/** Returns how many numbers each weight of a language model has. */
export function weightSizes({
  vocabularySize: V,
  dimensions: D,
  units: H,
}: LanguageModelConfig): Record<WeightName, number> {
  return {
    embeddings: V * D,
    wordBias: V,
    kernel: D * 4 * H,
    recurrentKernel: H * 4 * H,
    bias: 4 * H,
    projection: H * D,
    projectionBias: D,
  };
}

function embeddingOf(vectors: tf.Tensor, [inputDim, outputDim]: [number, number]): Embedding {
  const layer = embedding({ inputDim, outputDim, embeddingsInitializer: tf.initializers.zeros() });
  tf.tidy(() => {
    layer.build();
    layer.setWeights([vectors.reshape([inputDim, outputDim])]);
  });
  return layer;
}

function variable<R extends tf.Rank>(value: tf.Tensor, shape: tf.ShapeMap[R]): tf.Variable<R> {
  return tf.tidy(() => tf.variable(value.reshape(shape)) as tf.Variable<R>);
}

/** Returns all weights of a language model. */
export function weightsOf({ embedding, wordBias, weights }: LanguageModel): Record<WeightName, tf.Variable> {
  const [embeddings, biases] = [embedding, wordBias].flatMap((layer) => layer.getWeights() as tf.Variable[]);
  return { ...weights, embeddings: embeddings!, wordBias: biases! };
}

/** Returns the zero state, `[streams, units]` each. The caller disposes it. */
export function zeroState({ config }: LanguageModel, streams: number): CarriedState {
  return { h: tf.zeros([streams, config.units]), c: tf.zeros([streams, config.units]) };
}

/** The loss and gradients of one batch. The caller disposes the tensors. */
export interface LanguageModelGradients {
  /** The mean cross-entropy of the targets, in nats. */
  loss: tf.Scalar;
  /** The state after the batch. */
  state: CarriedState;
  /** Gradients by variable name: of the dense weights, and of the gathered rows. */
  gradients: tf.NamedTensorMap;
}

/**
 * Returns what a batch looks up: the word vectors of the candidates, then of the other inputs, and
 * the biases of the candidates.
 */
export function lookupsOf(
  { embedding, wordBias }: LanguageModel,
  { inputs }: StreamBatch,
  candidates: Candidates,
): Lookup[] {
  return [
    { layer: embedding, ids: Int32Array.from(new Set([...candidates.ids, ...inputs])) },
    { layer: wordBias, ids: candidates.ids },
  ];
}

/**
 * Returns the loss and gradients of a batch. Gradients flow back to the start of the batch and no
 * further (truncated back-propagation through time, Williams & Peng 1990).
 *
 * @param rows the gathered rows of `lookupsOf`
 * @param state the state before the batch, `[streams, units]` each
 */
export function languageModelGradients(
  model: LanguageModel,
  rows: readonly GatheredRows[],
  state: CarriedState,
  batch: StreamBatch,
  candidates: Candidates,
): LanguageModelGradients {
  const [vectors, biases] = rows.map(({ variable }) => variable as tf.Variable<tf.Rank.R2>);
  let after: CarriedState | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const found = lossOf(
      model,
      state,
      { ...batch, targets: candidates.labels },
      vectors!.slice([0, 0], [candidates.ids.length, model.config.dimensions]),
      biases!.flatten().add(tf.tensor1d(candidates.correction)),
    );
    after = { h: tf.keep(found.state.h), c: tf.keep(found.state.c) };
    return found.loss;
  }, [...Object.values(model.weights), vectors!, biases!]);
  return { loss: value, state: after!, gradients: grads };
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
  batch: StreamBatch,
): { loss: number; state: CarriedState } {
  let loss = Number.NaN;
  const after = tf.tidy(() => {
    const { embeddings, wordBias } = weightsOf(model);
    const found = lossOf(model, state, batch, embeddings as tf.Tensor2D, wordBias.flatten());
    loss = found.loss.dataSync()[0]!;
    return { ...found.state };
  });
  return { loss, state: after };
}

/**
 * T time steps, S streams, D dimensions, H units, C words of the softmax.
 *
 * @param targets indices of the words of the softmax
 * @param vectors the vectors of these words (C, D)
 * @param biases the biases of these words (C)
 */
function lossOf(
  { embedding, weights }: LanguageModel,
  { h: h0, c: c0 }: CarriedState,
  { inputs, targets }: StreamBatch,
  vectors: tf.Tensor2D,
  biases: tf.Tensor1D,
): { loss: tf.Scalar; state: CarriedState } {
  const { kernel, recurrentKernel, bias, projection, projectionBias } = weights;
  const [S, H] = h0.shape;
  const T = inputs.length / S;
  const x = embedding.call(tf.tensor2d(inputs, [T, S], 'int32')) as tf.Tensor3D; // (T, S, D)
  const { h, c } = lstm({ x, h0, c0, kernel, recurrentKernel, bias }); // (T, S, H)
  const outputs = h
    .reshape<tf.Tensor2D>([T * S, H])
    .matMul<tf.Tensor2D>(projection)
    .add<tf.Tensor2D>(projectionBias); // (T S, D)
  const softmaxInputs = { outputs, embeddings: vectors, bias: biases };
  const loss = softmaxLoss(softmaxInputs, tf.tensor1d(targets, 'int32'));
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
