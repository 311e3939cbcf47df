/**
 * The O'Reilly tutorial's network ("Perform sentiment analysis with LSTMs, using TensorFlow",
 * section "RNN Model"): frozen GloVe vectors, one LSTM, dropout on its output, and a dense layer
 * on the last output, with a softmax over two classes.
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
  /** Number of stacked LSTMs. */
  layers: number;
  /** Probability that an output of the LSTM is kept in training: 1 - dropout rate. */
  keepProb: number;
  /**
   * Pooling over time. `end`: the output at the last position without a mask, as in the tutorial;
   * for a short review the LSTM has read only padding for long. `last`: the last state, at the
   * last token. `mean`: masked average pooling.
   */
  pooling: 'end' | 'last' | 'mean';
  /** Number of classes. */
  numClasses: number;
  /** Seed of the initial weights and of dropout. */
  seed: number;
}

/** The tutorial's configuration. */
export const OREILLY: OreillyConfig = {
  lstmUnits: 64,
  layers: 1,
  keepProb: 0.75,
  pooling: 'end',
  numClasses: 2,
  seed: 0,
};

/** The tutorial's training: Adam, batches of 24 reviews, truncated or padded to 250 tokens. */
export const OREILLY_TRAINING = {
  batchSize: 24,
  maxSeqLength: 250,
  optimizer: 'adam',
  learningRate: 0.001,
  iterations: 100_000,
} as const;

/**
 * Returns an optimizer with the defaults of TensorFlow 1. Default: Adam. The tutorial suggests
 * others.
 */
export function oreillyOptimizer(
  name: OptimizerName = OREILLY_TRAINING.optimizer,
  learningRate: LearningRate = OREILLY_TRAINING.learningRate,
): UpdateRuleOptimizer {
  return optimizerFrom(tensorflow1(learningRate), name);
}

/**
 * Returns the untrained network: token ids `[batch, time]`, 0 for padding, -> logits
 * `[batch, numClasses]`.
 *
 * The initializers are those of TensorFlow 1 and the tutorial. LSTM: Glorot uniform (Glorot &
 * Bengio 2010) over kernel and recurrent kernel as one matrix, forget bias 1. Dense layer: normal
 * with standard deviation 1, truncated at 2; bias 0.1.
 */
export function oreillyModel(vectors: WordVectors, config: Partial<OreillyConfig> = {}): tf.LayersModel {
  const { lstmUnits, layers, keepProb, pooling, numClasses, seed } = { ...OREILLY, ...config };
  const model = tf.sequential();
  const maskZero = pooling !== 'end';
  // (B, T, D)
  model.add(frozenEmbedding({ vectors, maskZero, inputShape: [null] }));
  for (let layer = 0; layer < layers; layer++) {
    const inputs = layer === 0 ? vectors.dimensions : lstmUnits;
    // Random initial weights from -limit to limit, with a seed for each matrix.
    const limit = Math.sqrt(6 / (inputs + lstmUnits + 4 * lstmUnits));
    const uniform = (offset: number) =>
      tf.initializers.randomUniform({ minval: -limit, maxval: limit, seed: seed + 10 * layer + offset });
    model.add(
      fastLstm({
        units: lstmUnits,
        recurrentActivation: 'sigmoid',
        returnSequences: layer + 1 < layers || pooling === 'mean',
        unitForgetBias: true,
        kernelInitializer: uniform(1),
        recurrentInitializer: uniform(2),
      }),
    ); // (B, T, H); (B, H) without returnSequences
  }
  if (pooling === 'mean') model.add(meanOverTime()); // (B, H)
  // The tutorial drops outputs at every time step, but uses only this one.
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
