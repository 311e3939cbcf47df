/**
 * "Sentiment Analysis with a simple LSTM network using TensorFlow": word vectors that are learnt, one LSTM with dropout
 * before and behind it, the mean of its outputs over time, and a matrix into a softmax.
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
  /** How many ids there are, 0 for padding among them. */
  vocabularySize: number;
  /** Columns of the text's input: as many as its longest text has words, or more. */
  sequenceLength: number;
  /** Dimensions of a word's vector. */
  embeddingSize: number;
  /** Size of the LSTM's output and cell state. */
  hiddenSize: number;
  /** Probability that a number of a word's vector, and an output of the LSTM, is kept in training. */
  dropoutKeepProb: number;
  /**
   * What the outputs' sum is divided by: `columns`, all `sequenceLength` of them, though outputs behind the last word are 0,
   * so that short texts have small means (the script's way); `words`, those of each text.
   */
  meanOver: 'columns' | 'words';
  /** Whether the forget gate's bias starts at 1, not 0. */
  unitForgetBias: boolean;
  /** Vectors of words start uniform between minus this and this. */
  embeddingLimit: number;
  /** Negative and positive. */
  numClasses: number;
  /** Where random numbers start from: initial weights and dropout. */
  seed: number;
}

/** The network as the text sets it; the sizes of vocabulary and input follow from the data. */
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
 * How the text trains it: 300 steps of RMSProp on batches of 100 texts, a fifth of the texts held out to test on, and of
 * the others as many as a batch to look at every 100 steps.
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

/** Returns an optimiser with TensorFlow 1's constants: by default RMSProp, whose mean square starts at 1. */
export function simpleOptimizer(
  name: OptimizerName = SIMPLE_TRAINING.optimizer,
  learningRate: LearningRate = SIMPLE_TRAINING.learningRate,
): UpdateRuleOptimizer {
  return optimizerFrom(tensorflow1(learningRate), name);
}

/**
 * Returns the untrained network: ids of words `[batch, time]`, 0 for padding, to logits `[batch, numClasses]`.
 *
 * Initial values are those of the script under TensorFlow 0.12: the LSTM's matrix uniform with variance 1 over the number
 * of its rows, input and output together; the last matrix normal with standard deviation 1, cut at 2; its bias 0.1.
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
        returnSequences: true,
        unitForgetBias,
        kernelInitializer: uniform(lstmLimit, 'kernel'),
        recurrentInitializer: uniform(lstmLimit, 'recurrent kernel'),
      }), // (B, T, H)
      drop('output'),
      meanOverTime(meanOver === 'columns' ? { steps: sequenceLength } : {}), // (B, H)
      tf.layers.dense({
        units: numClasses,
        kernelInitializer: tf.initializers.truncatedNormal({ stddev: 1, seed: seed('classifier') }),
        biasInitializer: tf.initializers.constant({ value: 0.1 }),
      }), // (B, C)
    ],
  });
}
