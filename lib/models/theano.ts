/**
 * The Theano tutorial's network ("LSTM Networks for Sentiment Analysis", section "Model"): word vectors that are learnt,
 * one LSTM whose four gates are one matrix product, the mean of its outputs over the words, logistic regression.
 * What its text leaves open is as in its script.
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
  /** How many ids there are: 0 for padding, 1 for unknown words, then the most frequent words. */
  nWords: number;
  /** Dimensions of a word's vector, and size of the LSTM's output and cell state. */
  dimProj: number;
  /**
   * What the output gate sees: `eq7`, the word and the previous output (the text's model); `eq5`, also all cells, through
   * a full matrix V_o, which starts at 0 (the LSTM that the text starts from). No fused kernel computes the latter.
   */
  outputGate: 'eq5' | 'eq7';
  /** Whether half of the mean's numbers are dropped in training. */
  useDropout: boolean;
  /** What of the classifier's weights U is added to the loss: this times the sum of their squares. */
  decayC: number;
  /** Whether the forget gate's bias starts at 1, not 0. */
  unitForgetBias: boolean;
  /** Vectors of words start uniform between 0 and this. */
  embeddingScale: number;
  /** The classifier's weights U start normal with this standard deviation. */
  classifierScale: number;
  /** Negative and positive. */
  numClasses: number;
  /** Where random numbers start from: initial weights and dropout. */
  seed: number;
}

/** The network as the text and its script set it. */
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
 * How the script trains it: at most 100 epochs of AdaDelta on batches of 16 reviews. Reviews of `maxLength` words and
 * more are left out, but not from the test. One in twenty is held out; every 370 steps the error on these is measured. A
 * measurement is bad if it is no better than the best of those `patience` or more before it, and after more than
 * `patience` bad ones since the best one training stops. The test takes 500 reviews.
 */
export const THEANO_TRAINING = {
  optimizer: 'adadelta',
  batchSize: 16,
  validationBatchSize: 64,
  maxLength: 100,
  validationShare: 0.05,
  validateEvery: 370,
  patience: 10,
  maxEpochs: 100,
  testSize: 500,
} as const;

/**
 * The script's constants: Zeiler's (2012) AdaDelta; RMSProp as Graves (2013) has it, centred and with momentum; and a
 * learning rate for SGD that hardly moves anything. It has no Adagrad and no Adam: these have their papers' constants.
 */
export const THEANO_OPTIMIZERS: OptimizerTable = {
  sgd: { learningRate: 1e-4 },
  adadelta: { learningRate: 1, rho: 0.95, epsilon: 1e-6 },
  rmsprop: { learningRate: 1e-4, decay: 0.95, momentum: 0.9, epsilon: 1e-4, centered: true, meanSquare: 0 },
  adagrad: { learningRate: 0.01 },
  adam: { learningRate: 0.001 },
};

/** Returns an optimiser with the script's constants. */
export function theanoOptimizer(
  name: OptimizerName = THEANO_TRAINING.optimizer,
  learningRate?: LearningRate,
): UpdateRuleOptimizer {
  return optimizerFrom(THEANO_OPTIMIZERS, name, learningRate);
}

/** Returns the examples with fewer than `maxLength` words: what the script trains on and chooses by. */
export function shorterThan(maxLength: number, examples: Examples): Examples {
  const positions = [...examples.ids.keys()].filter((at) => examples.ids[at]!.length < maxLength);
  if (positions.length === 0) throw new Error(`no text has fewer than ${maxLength} words`);
  return select(examples, positions);
}

/**
 * Returns the untrained network: ids of words `[batch, time]`, 0 for padding, to logits `[batch, numClasses]`.
 *
 * Initial values are the script's: each gate's matrices orthogonal, all biases 0.
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
        minval: 1e-12, // tfjs would take 0 for none given, and -0.05 for that
        maxval: embeddingScale,
        seed: seed('embedding'),
      }),
    }),
  ); // (B, T, H)
  model.add(
    fastLstm({
      units: dimProj,
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
    // The script halves what it sees when it predicts, ours doubles what it keeps in training:
    // half of that is the same.
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
