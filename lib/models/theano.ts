/**
 * The Theano tutorial's network ("LSTM Networks for Sentiment Analysis", section "Model"):
 * trainable word vectors, one LSTM whose four gates are one matrix product, masked average
 * pooling, logistic regression. What the tutorial does not specify follows its original code.
 */
import { tf } from '../backend';
import { type Examples, select } from '../batches/examples';
import { dropout } from '../layers/dropout';
import { embedding } from '../layers/embedding';
import { fastLstm } from '../layers/fast-lstm';
import { orthogonal } from '../layers/orthogonal';
import { meanOverTime } from '../layers/pooling';
import { derivedSeed } from '../layers/seeds';
import type { LearningRate } from '../optimizers/update-rule';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import { type OptimizerName, type OptimizerTable, optimizerFrom } from './optimizer-choice';

/** Hyperparameters of `theanoModel`. */
export interface TheanoConfig {
  /**
   * Size of the vocabulary: 0 for padding, 1 for unknown tokens, then the most frequent tokens.
   */
  nWords: number;
  /** Dimensions of a word vector, and size of the LSTM's output and cell state. */
  dimProj: number;
  /**
   * Inputs of the output gate. `eq7`: the word vector and the previous output, the tutorial's
   * model. `eq5`: also all cells through a full matrix V_o, which starts at 0, the LSTM that the
   * tutorial starts from. No fused kernel computes `eq5`.
   */
  outputGate: 'eq5' | 'eq7';
  /** Whether there is dropout with rate 0.5 after the pooling. */
  useDropout: boolean;
  /** L2 regularization of the classifier's weights U: the factor of the sum of their squares. */
  decayC: number;
  /** Whether the bias of the forget gate starts at 1, not 0. */
  unitForgetBias: boolean;
  /** Word vectors start uniform between 0 and this. */
  embeddingScale: number;
  /** Standard deviation of the normal initial weights U of the classifier. */
  classifierScale: number;
  /** Number of classes. */
  numClasses: number;
  /** Seed of the initial weights and of dropout. */
  seed: number;
}

/** The configuration of the tutorial and its original code. */
export const THEANO: TheanoConfig = {
  nWords: 10_000,
  dimProj: 128,
  outputGate: 'eq7',
  useDropout: true,
  decayC: 0,
  unitForgetBias: false,
  embeddingScale: 0.01,
  classifierScale: 0.01,
  numClasses: 2,
  seed: 123,
};

/**
 * The training of the original code: at most 100 epochs of AdaDelta on batches of 16 reviews. The
 * training and validation sets have only reviews shorter than `maxLength`. One review in twenty is
 * in the validation set, which is evaluated every 370 steps. An evaluation counts as bad if it is
 * no better than the best one at least `patience` evaluations earlier. Training stops after more
 * than `patience` bad evaluations since the best one. The test set has 500 reviews.
 */
export const THEANO_TRAINING = {
  optimizer: 'adadelta',
  batchSize: 16,
  maxLength: 100,
  validationShare: 0.05,
  validateEvery: 370,
  patience: 10,
  maxEpochs: 100,
  testSize: 500,
} as const;

/**
 * The hyperparameters of the original code: AdaDelta (Zeiler 2012); RMSProp as in Graves (2013),
 * centered and with momentum; and SGD with a learning rate that hardly changes the weights. It has
 * no Adagrad and no Adam; these have the usual learning rates.
 */
export const THEANO_OPTIMIZERS: OptimizerTable = {
  sgd: { learningRate: 1e-4 },
  adadelta: { learningRate: 1, rho: 0.95, epsilon: 1e-6 },
  rmsprop: { learningRate: 1e-4, decay: 0.95, momentum: 0.9, epsilon: 1e-4, centered: true, meanSquare: 0 },
  adagrad: { learningRate: 0.01 },
  adam: { learningRate: 0.001 },
};

/** Returns an optimizer with the hyperparameters of the original code. Default: AdaDelta. */
export function theanoOptimizer(
  name: OptimizerName = THEANO_TRAINING.optimizer,
  learningRate?: LearningRate,
): UpdateRuleOptimizer {
  return optimizerFrom(THEANO_OPTIMIZERS, name, learningRate);
}

/**
 * Returns the examples with fewer than `maxLength` tokens, which the original code trains and
 * validates on.
 *
 * @throws when there are none
 */
export function shorterThan(maxLength: number, examples: Examples): Examples {
  const positions = [...examples.ids.keys()].filter((at) => examples.ids[at]!.length < maxLength);
  if (positions.length === 0) throw new Error(`no review has fewer than ${maxLength} tokens`);
  return select(examples, positions);
}

/**
 * Returns the untrained network: token ids `[batch, time]`, 0 for padding, -> logits
 * `[batch, numClasses]`.
 *
 * The initializers are those of the original code: the matrices of each gate orthogonal, biases 0.
 */
export function theanoModel(config: Partial<TheanoConfig> = {}): tf.LayersModel {
  const { nWords, dimProj, outputGate, useDropout, decayC, ...rest } = { ...THEANO, ...config };
  const { unitForgetBias, embeddingScale, classifierScale, numClasses } = rest;
  const seed = (purpose: string) => derivedSeed(rest.seed, purpose);
  const orthogonalGates = (purpose: string) => orthogonal({ blocks: 4, seed: seed(purpose) });
  const model = tf.sequential();
  model.add(
    embedding({
      inputDim: nWords,
      outputDim: dimProj,
      embeddingsInitializer: tf.initializers.randomUniform({
        minval: 1e-12, // tfjs replaces 0 by its default, -0.05
        maxval: embeddingScale,
        seed: seed('embedding'),
      }),
    }),
  ); // (B, T, H)
  model.add(
    fastLstm({
      units: dimProj,
      recurrentActivation: 'sigmoid',
      returnSequences: true,
      unitForgetBias,
      kernelInitializer: orthogonalGates('kernel'),
      recurrentInitializer: orthogonalGates('recurrent kernel'),
      ...(outputGate === 'eq5' && { peepholes: 'output' }),
    }),
  ); // (B, T, H)
  model.add(meanOverTime()); // (B, H)
  if (useDropout) {
    model.add(dropout({ rate: 0.5, seed: seed('dropout') }));
    // The original halves activations in prediction; here, training doubles them
    // instead. A factor of 0.5 makes both equal.
    model.add(tf.layers.rescaling({ scale: 0.5 }));
  }
  model.add(
    tf.layers.dense({
      units: numClasses,
      kernelInitializer: tf.initializers.randomNormal({ stddev: classifierScale, seed: seed('classifier') }),
      ...(decayC > 0 && { kernelRegularizer: tf.regularizers.l2({ l2: decayC }) }),
    }),
  ); // (B, C)
  return model;
}
