/**
 * The O'Reilly text's network ("Perform sentiment analysis with LSTMs, using TensorFlow", section "RNN Model"):
 * frozen GloVe vectors, one LSTM, dropout on its output, the last output through a matrix into a softmax over two
 * classes.
 */
import { tf } from '../backend';
import { dropout } from '../layers/dropout';
import { fastLstm } from '../layers/fast-lstm';
import { frozenEmbedding } from '../layers/frozen-embedding';
import { meanOverTime } from '../layers/pooling';
import type { LearningRate } from '../optimizers/update-rule';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import type { WordVectors } from '../vectors/word-vectors';
import { type OptimizerName, optimizerFrom, tensorflow1 } from './optimizer-choice';

/** Hyperparameters of `oreillyModel`. */
export interface OreillyConfig {
  /** Size of the LSTM's output and cell state. */
  lstmUnits: number;
  /** How many LSTMs stand on top of each other, each reading every step of the one below. */
  layers: number;
  /** Probability that an output of the LSTM is kept in training. */
  keepProb: number;
  /**
   * What the classifier sees of the sequence: `end`, the output after the last column, which for a short review has
   * seen nothing but padding for a long while (the text's way); `last`, the output after the last word; `mean`, the
   * mean of the outputs after each word.
   */
  pooling: 'end' | 'last' | 'mean';
  /** Positive and negative. */
  numClasses: number;
  /** Where random numbers start from: initial weights and dropout. */
  seed: number;
}

/** The network as the text sets it. */
export const OREILLY: OreillyConfig = {
  lstmUnits: 64,
  layers: 1,
  keepProb: 0.75,
  pooling: 'end',
  numClasses: 2,
  seed: 0,
};

/** How the text trains it: Adam with its default rate, 24 reviews a step, cut or padded to 250 words. */
export const OREILLY_TRAINING = {
  batchSize: 24,
  maxSeqLength: 250,
  optimizer: 'adam',
  learningRate: 0.001,
  iterations: 100_000,
} as const;

/** Returns an optimiser with TensorFlow 1's constants: by default Adam. The text names others to try. */
export function oreillyOptimizer(
  name: OptimizerName = OREILLY_TRAINING.optimizer,
  learningRate: LearningRate = OREILLY_TRAINING.learningRate,
): UpdateRuleOptimizer {
  return optimizerFrom(tensorflow1(learningRate), name);
}

/**
 * Returns the untrained network: ids of words `[batch, time]`, 0 for padding, to logits `[batch, numClasses]`.
 *
 * Initial values are TensorFlow 1's: the LSTM's matrix uniform by Glorot & Bengio (2010) over input and output
 * together, its forget gate's bias 1; the last matrix normal with standard deviation 1, cut at 2; its bias 0.1.
 */
export function oreillyModel(vectors: WordVectors, config: Partial<OreillyConfig> = {}): tf.LayersModel {
  const { lstmUnits, layers, keepProb, pooling, numClasses, seed } = { ...OREILLY, ...config };
  const model = tf.sequential();
  model.add(frozenEmbedding({ vectors, maskZero: pooling !== 'end', inputShape: [null] })); // (B, T, D)
  for (let layer = 0; layer < layers; layer++) {
    const inputs = layer === 0 ? vectors.dimensions : lstmUnits;
    const limit = Math.sqrt(6 / (inputs + lstmUnits + 4 * lstmUnits));
    const uniform = (offset: number) =>
      tf.initializers.randomUniform({ minval: -limit, maxval: limit, seed: seed + 10 * layer + offset });
    model.add(
      fastLstm({
        units: lstmUnits,
        returnSequences: layer + 1 < layers || pooling === 'mean', // else the last output
        unitForgetBias: true,
        kernelInitializer: uniform(1),
        recurrentInitializer: uniform(2),
      }),
    ); // (B, T, H), the last one (B, H) where nobody reads the others
  }
  if (pooling === 'mean') model.add(meanOverTime()); // (B, H)
  // The text drops at every step, but only this output is read: the same thing, at a 250th of the cost.
  model.add(dropout({ rate: 1 - keepProb, seed: seed + 3 }));
  model.add(
    tf.layers.dense({
      units: numClasses,
      kernelInitializer: tf.initializers.truncatedNormal({ stddev: 1, seed: seed + 4 }),
      biasInitializer: tf.initializers.constant({ value: 0.1 }),
    }),
  ); // (B, C)
  return model;
}
