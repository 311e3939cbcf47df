import { tf } from '../../lib/backend';
import { padRows } from '../../lib/batches';
import {
  embedding,
  type FastLstmConfig,
  fastGru,
  fastLstm,
  lastState,
  maxOverTime,
  meanOverTime,
  reverseSequence,
} from '../../lib/layers';
import { kerasModel, oreillyModel, simpleModel, theanoModel } from '../../lib/models';
import { vectorsFor } from '../models/sentences';

const vectors = vectorsFor('stock-test');
/** Token ids of four documents; one has a single token, and one has none. */
export const documents = [[3, 9, 4, 2, 7], [5], [], [8, 8, 2]].map((ids) => Int32Array.from(ids));
/** Returns the outputs for padded rows of token ids. */
export const logitsOf = (model: tf.LayersModel, rows = documents) =>
  tf.tidy(() => [...(model.predict(padRows(rows, 6)) as tf.Tensor).dataSync()]);
/** Returns the largest difference of two numbers at the same place. */
export const furthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));

/** A small embedding. */
export const tokens = (maskZero = true) => embedding({ inputDim: 12, outputDim: 4, maskZero, seed: 1 });
/** A small LSTM that returns sequences. */
export const lstm = (more: Partial<FastLstmConfig> = {}) =>
  fastLstm({ units: 3, recurrentActivation: 'sigmoid', returnSequences: true, seed: 2, ...more });
const bothWays = (layer: tf.layers.Layer, mergeMode: 'concat' | 'ave' = 'concat') =>
  tf.layers.bidirectional({ layer: layer as tf.RNN, mergeMode });
/** A model of layers, one after another. */
export const sequence = (...layers: tf.layers.Layer[]) => tf.sequential({ layers });

const simple = { vocabularySize: 12, sequenceLength: 9, embeddingSize: 4, hiddenSize: 5 };
/** Small models of every kind that is exported, by name. */
export const models: Record<string, () => tf.LayersModel> = {
  'oreilly, end': () => oreillyModel(vectors, { lstmUnits: 5 }),
  'oreilly, last': () => oreillyModel(vectors, { lstmUnits: 5, pooling: 'last', layers: 2 }),
  'oreilly, mean': () => oreillyModel(vectors, { lstmUnits: 5, pooling: 'mean' }),
  'simple, average over all columns': () => simpleModel(simple),
  'simple, masked average': () => simpleModel({ ...simple, meanOver: 'words' }),
  theano: () => theanoModel({ nWords: 12, dimProj: 5 }),
  'keras, hard sigmoid': () => kerasModel(vectors, { lstmUnits: 5 }),
  'keras, trainable embedding': () =>
    kerasModel(vectors, { lstmUnits: 5, trainable: true, recurrentActivation: 'sigmoid' }),
  'masked max pooling': () => sequence(tokens(), lstm(), maxOverTime()),
  'max pooling over padding': () => sequence(tokens(false), lstm(), maxOverTime()),
  'max pooling of all time steps': () =>
    sequence(tokens(), bothWays(lstm({ zeroOutputForMask: true })), maxOverTime({ ignoreMask: true })),
  'an LSTM that reads from the end': () => sequence(tokens(), lstm({ goBackwards: true }), meanOverTime()),
  'reversed texts': () => sequence(reverseSequence({ inputShape: [null] }), tokens(), lstm(), meanOverTime()),
  'reversed texts, last state': () =>
    sequence(reverseSequence({ inputShape: [null] }), tokens(), lstm(), lastState()),
  'two bidirectional LSTMs': () =>
    sequence(tokens(), bothWays(lstm()), bothWays(lstm({ returnSequences: false }), 'ave')),
  'bidirectional LSTM, average': () =>
    sequence(tokens(), bothWays(lstm({ zeroOutputForMask: true })), meanOverTime()),
  GRU: () => sequence(tokens(), fastGru({ units: 3, seed: 1 })),
};

/** Token ids of the pretrained model, whose texts begin with the token 4. */
export const begun = [[4, 3, 9, 2, 7], [4, 5], [4], [4, 8, 8, 2, 2, 6]].map((ids) => Int32Array.from(ids));
