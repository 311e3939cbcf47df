/**
 * The O'Reilly text's architecture written in Keras' layers (notebook "IMDB_sent_an_Keras_LSTM", section 1.4): frozen
 * GloVe vectors with a mask of zeros, one LSTM with both kinds of dropout, its last output through one sigmoid.
 */
import { tf } from '../backend';
import { embedding } from '../layers/embedding';
import { fastLstm } from '../layers/fast-lstm';
import { frozenEmbedding } from '../layers/frozen-embedding';
import { orthogonal } from '../layers/orthogonal';
import { derivedSeed } from '../layers/seeds';
import type { LearningRate } from '../optimizers/update-rule';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import type { WordVectors } from '../vectors/word-vectors';
import { KERAS_2, type OptimizerName, optimizerFrom } from './optimizer-choice';

/** Hyperparameters of `kerasModel`. */
export interface KerasConfig {
  /** Whether the vectors are trained, too. */
  trainable: boolean;
  /** Whether id 0 is padding, which the LSTM passes over: its last output is then that at the last word. */
  maskZero: boolean;
  /** Size of the LSTM's output and cell state. */
  lstmUnits: number;
  /** Probability that a number of a word's vector is kept in training. */
  keepProb: number;
  /** Probability that the gates do not see a number of the previous output in training. */
  recurrentDropout: number;
  /**
   * What squashes the gates: `hardSigmoid`, three straight lines, as in the Keras of the text's year (2.2); `sigmoid`, as
   * since Keras 2.3.
   */
  recurrentActivation: 'hardSigmoid' | 'sigmoid';
  /** Whether the forget gate's bias starts at 1, not 0. */
  unitForgetBias: boolean;
  /**
   * How classes are told: `number`, 0 or 1, one sigmoid and the binary cross-entropy; `one-hot`, `[1, 0]` or `[0, 1]`,
   * a softmax and the categorical cross-entropy. The text has both kinds of labels and trains with the first.
   */
  labels: 'number' | 'one-hot';
  /** Negative and positive; more only with labels that are `one-hot`. */
  numClasses: number;
  /** Where random numbers start from: initial weights and dropout. */
  seed: number;
}

/** The network as the text sets it. */
export const KERAS: KerasConfig = {
  trainable: false,
  maskZero: true,
  lstmUnits: 64,
  keepProb: 0.7,
  recurrentDropout: 0.1,
  recurrentActivation: 'hardSigmoid',
  unitForgetBias: true,
  labels: 'number',
  numClasses: 2,
  seed: 0,
};

/**
 * How the text trains it: one epoch of Adagrad on batches of 100 reviews, cut or padded to 250 words as in the O'Reilly
 * text. Its sizes of vectors are GloVe's 50, 100, 200 and 300. The test reviews are also its validation.
 */
export const KERAS_TRAINING = {
  optimizer: 'adagrad',
  batchSize: 100,
  epochs: 1,
  maxSeqLength: 250,
  wordEmbSizes: [50, 100, 200, 300],
} as const;

/** Returns an optimiser with Keras 2.2's constants: by default Adagrad, whose sum of squares starts at 0. */
export function kerasOptimizer(
  name: OptimizerName = KERAS_TRAINING.optimizer,
  learningRate?: LearningRate,
): UpdateRuleOptimizer {
  return optimizerFrom(KERAS_2, name, learningRate);
}

/**
 * Returns the untrained network: ids of words `[batch, time]`, 0 for padding, to logits: `[batch, 1]`, of class 1, for
 * labels that are numbers, else `[batch, numClasses]`.
 *
 * Initial values are Keras': matrices uniform by Glorot & Bengio (2010), the recurrent one orthogonal. One mask drops for
 * all four gates, as in Keras' `implementation=2`; the text's Keras drew one for each.
 *
 * @throws RangeError for more than two classes with labels that are numbers
 */
export function kerasModel(vectors: WordVectors, config: Partial<KerasConfig> = {}): tf.LayersModel {
  const { trainable, maskZero, lstmUnits, keepProb, recurrentDropout, ...rest } = { ...KERAS, ...config };
  const { recurrentActivation, unitForgetBias, labels, numClasses } = rest;
  if (labels === 'number' && numClasses !== 2)
    throw new RangeError(`one sigmoid tells 2 classes apart, not ${numClasses}: use labels that are one-hot`);
  const seed = (purpose: string) => derivedSeed(rest.seed, purpose);
  const glorot = (purpose: string) => tf.initializers.glorotUniform({ seed: seed(purpose) });
  return tf.sequential({
    layers: [
      trainable ? embeddingFrom(vectors, maskZero) : frozenEmbedding({ vectors, maskZero }), // (B, T, D)
      fastLstm({
        units: lstmUnits,
        dropout: 1 - keepProb,
        recurrentDropout,
        recurrentActivation,
        unitForgetBias,
        kernelInitializer: glorot('kernel'),
        recurrentInitializer: orthogonal({ seed: seed('recurrent kernel') }),
        seed: seed('lstm'),
      }), // (B, H)
      tf.layers.dense({
        units: labels === 'number' ? 1 : numClasses,
        kernelInitializer: glorot('classifier'),
      }), // (B, 1) or (B, C)
    ],
  });
}

/** Returns an embedding that starts from word vectors and is trained. */
function embeddingFrom({ matrix, dimensions }: WordVectors, maskZero: boolean): tf.layers.Layer {
  const layer = embedding({ inputDim: matrix.length / dimensions, outputDim: dimensions, maskZero });
  layer.build();
  tf.tidy(() => layer.setWeights([tf.tensor2d(matrix, [matrix.length / dimensions, dimensions])]));
  return layer;
}
