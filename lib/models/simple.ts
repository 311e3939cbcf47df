/**
 * "Sentiment Analysis with a simple LSTM network using TensorFlow": trainable word vectors, one
 * LSTM with dropout before and after it, average pooling over time, and a dense layer with a
 * softmax.
 */
import { tf } from '../backend';
import { dropout } from '../layers/dropout';
import { embedding } from '../layers/embedding';
import { fastLstm } from '../layers/fast-lstm';
import { meanOverTime } from '../layers/pooling';
import { derivedSeed } from '../layers/seeds';
import type { LearningRate } from '../optimizers/update-rule';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import { type OptimizerName, optimizerFrom, tensorflow1 } from './optimizer-choice';

/** Hyperparameters of `simpleModel`. */
export interface SimpleConfig {
  /** Size of the vocabulary, padding (id 0) included. */
  vocabularySize: number;
  /** Fixed length of the original code's input: that of the longest document, or more. */
  sequenceLength: number;
  /** Dimensions of a word vector. */
  embeddingSize: number;
  /** Size of the LSTM's output and cell state. */
  hiddenSize: number;
  /** Probability that an element of a word vector or an output of the LSTM is kept in training. */
  dropoutKeepProb: number;
  /**
   * Divisor of the average pooling. `columns`: `sequenceLength`, as in the original code. Its
   * outputs after the last token are 0, so that short documents have small averages. `words`: the
   * number of tokens of each document.
   */
  meanOver: 'columns' | 'words';
  /** Whether the bias of the forget gate starts at 1, not 0. */
  unitForgetBias: boolean;
  /** Word vectors start uniform between minus this and this. */
  embeddingLimit: number;
  /** Number of classes. */
  numClasses: number;
  /** Seed of the initial weights and of dropout. */
  seed: number;
}

/** The tutorial's configuration. The sizes of vocabulary and input follow from the data. */
export const SIMPLE: Omit<SimpleConfig, 'vocabularySize' | 'sequenceLength'> = {
  embeddingSize: 75,
  hiddenSize: 75,
  dropoutKeepProb: 0.5,
  meanOver: 'columns',
  unitForgetBias: true,
  embeddingLimit: 1,
  numClasses: 2,
  seed: 0,
};

/**
 * The tutorial's training: 300 steps of RMSProp on batches of 100 documents. A fifth of the
 * documents is the test set. 100 of the others are the validation set, evaluated every 100 steps.
 */
export const SIMPLE_TRAINING = {
  optimizer: 'rmsprop',
  learningRate: 0.01,
  batchSize: 100,
  trainSteps: 300,
  testSize: 0.2,
  validationSamples: 100,
  validateEvery: 100,
} as const;

/**
 * Returns an optimizer with the defaults of TensorFlow 1. Default: RMSProp, its mean square starts
 * at 1.
 */
export function simpleOptimizer(
  name: OptimizerName = SIMPLE_TRAINING.optimizer,
  learningRate: LearningRate = SIMPLE_TRAINING.learningRate,
): UpdateRuleOptimizer {
  return optimizerFrom(tensorflow1(learningRate), name);
}

/**
 * Returns the untrained network: token ids `[batch, time]`, 0 for padding, -> logits
 * `[batch, numClasses]`.
 *
 * The initializers are those of the original code under TensorFlow 0.12. LSTM: kernel and
 * recurrent kernel are one matrix, uniform with variance 1 / rows. Dense layer: normal with
 * standard deviation 1, truncated at 2; bias 0.1.
 */
export function simpleModel(
  config: Partial<SimpleConfig> & Pick<SimpleConfig, 'vocabularySize' | 'sequenceLength'>,
): tf.LayersModel {
  const { vocabularySize, sequenceLength, embeddingSize, hiddenSize, dropoutKeepProb, ...rest } = {
    ...SIMPLE,
    ...config,
  };
  const { meanOver, unitForgetBias, embeddingLimit, numClasses } = rest;
  const seed = (purpose: string) => derivedSeed(rest.seed, purpose);
  const uniform = (limit: number, purpose: string) =>
    tf.initializers.randomUniform({ minval: -limit, maxval: limit, seed: seed(purpose) });
  const lstmLimit = Math.sqrt(3 / (embeddingSize + hiddenSize));
  const steps = meanOver === 'columns' ? { steps: sequenceLength } : {};
  const drop = (purpose: string) => dropout({ rate: 1 - dropoutKeepProb, seed: seed(purpose) });
  return tf.sequential({
    layers: [
      embedding({
        inputDim: vocabularySize,
        outputDim: embeddingSize,
        embeddingsInitializer: uniform(embeddingLimit, 'embedding'),
      }), // (B, T, D)
      drop('input'),
      fastLstm({
        units: hiddenSize,
        recurrentActivation: 'sigmoid',
        returnSequences: true,
        unitForgetBias,
        kernelInitializer: uniform(lstmLimit, 'kernel'),
        recurrentInitializer: uniform(lstmLimit, 'recurrent kernel'),
      }), // (B, T, H)
      drop('output'),
      meanOverTime(steps), // (B, H)
      tf.layers.dense({
        units: numClasses,
        kernelInitializer: tf.initializers.truncatedNormal({ stddev: 1, seed: seed('classifier') }),
        biasInitializer: tf.initializers.constant({ value: 0.1 }),
      }), // (B, C)
    ],
  });
}
