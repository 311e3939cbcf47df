/**
 * The O'Reilly tutorial's architecture in Keras layers (notebook "IMDB_sent_an_Keras_LSTM",
 * section 1.4): frozen GloVe vectors with masked padding, one LSTM with dropout and recurrent
 * dropout, its last output through one sigmoid.
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
  /** Whether the word vectors are trained. */
  trainable: boolean;
  /** Whether id 0 is padding and masked. Then the last state is that at the last token. */
  maskZero: boolean;
  /** Size of the LSTM's output and cell state. */
  lstmUnits: number;
  /** Probability that an element of a word vector is kept in training: 1 - dropout rate. */
  keepProb: number;
  /** Rate of recurrent dropout: probability that an element of the previous output is dropped. */
  recurrentDropout: number;
  /**
   * Activation of the gates: `hardSigmoid`, which is piecewise linear, the default of Keras 2.2
   * that the tutorial used; `sigmoid`, the default since Keras 2.3.
   */
  recurrentActivation: 'hardSigmoid' | 'sigmoid';
  /** Whether the bias of the forget gate starts at 1, not 0 (Jozefowicz et al. 2015). */
  unitForgetBias: boolean;
  /**
   * Encoding of the labels. `number`: 0 or 1, one sigmoid and binary cross-entropy. `one-hot`:
   * `[1, 0]` or `[0, 1]`, a softmax and categorical cross-entropy. The tutorial makes both and
   * trains with the first.
   */
  labels: 'number' | 'one-hot';
  /** Number of classes: 2, negative and positive; more only with `one-hot` labels. */
  numClasses: number;
  /** Seed of the initial weights and of dropout. */
  seed: number;
}

/** The tutorial's configuration. */
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
 * The tutorial's training: one epoch of Adagrad on batches of 100 reviews, truncated or padded to
 * 250 tokens as in the O'Reilly tutorial. `wordEmbSizes` are the dimensions of GloVe. The tutorial
 * validates on its test set.
 */
export const KERAS_TRAINING = {
  optimizer: 'adagrad',
  batchSize: 100,
  epochs: 1,
  maxSeqLength: 250,
  wordEmbSizes: [50, 100, 200, 300],
} as const;

/**
 * Returns an optimizer with the defaults of Keras 2.2. Default: Adagrad, whose accumulator starts
 * at 0.
 */
export function kerasOptimizer(
  name: OptimizerName = KERAS_TRAINING.optimizer,
  learningRate?: LearningRate,
): UpdateRuleOptimizer {
  return optimizerFrom(KERAS_2, name, learningRate);
}

/**
 * Returns the untrained network: token ids `[batch, time]`, 0 for padding, -> logits:
 * `[batch, 1]`, of class 1, for `number` labels, else `[batch, numClasses]`.
 *
 * The initializers are Keras': Glorot uniform (Glorot & Bengio 2010), and orthogonal for the
 * recurrent kernel. The four gates share a dropout mask, as with Keras' `implementation=2`; Keras
 * 2.2 drew one for each gate.
 *
 * @throws RangeError when `numClasses` is not 2 with `number` labels
 */
export function kerasModel(vectors: WordVectors, config: Partial<KerasConfig> = {}): tf.LayersModel {
  const { trainable, maskZero, lstmUnits, keepProb, recurrentDropout, ...rest } = { ...KERAS, ...config };
  const { recurrentActivation, unitForgetBias, labels, numClasses } = rest;
  if (labels === 'number' && numClasses !== 2)
    throw new RangeError(`a single sigmoid has 2 classes, not ${numClasses}: use one-hot labels`);
  const seed = (purpose: string) => derivedSeed(rest.seed, purpose);
  const glorot = (purpose: string) => tf.initializers.glorotUniform({ seed: seed(purpose) });
  return tf.sequential({
    layers: [
      // (B, T, D)
      trainable ? embeddingFrom(vectors, maskZero) : frozenEmbedding({ vectors, maskZero }),
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

/** Returns a trainable embedding whose initial weights are these word vectors. */
function embeddingFrom({ matrix, dimensions }: WordVectors, maskZero: boolean): tf.layers.Layer {
  const layer = embedding({ inputDim: matrix.length / dimensions, outputDim: dimensions, maskZero });
  layer.build();
  tf.tidy(() => layer.setWeights([tf.tensor2d(matrix, [matrix.length / dimensions, dimensions])]));
  return layer;
}
