/**
 * A classifier that is fine-tuned from pretrained language models (Dai & Le 2015, SA-LSTM; Howard
 * & Ruder 2018): a forward one and, optionally, a backward one give it their word vectors and
 * LSTMs. Each direction has its own classifier on the average pooling, max pooling and last state
 * of its LSTM, and its own loss. The prediction comes from the average of their logits.
 */
import { tf } from '../backend';
import { averageOfLogits } from '../layers/average-of-logits';
import { dropout } from '../layers/dropout';
import { embedding } from '../layers/embedding';
import { fastLstm } from '../layers/fast-lstm';
import { lastState, maxOverTime, meanOverTime } from '../layers/pooling';
import { reverseSequence } from '../layers/reverse-sequence';
import { derivedSeed } from '../layers/seeds';
import { wordDropout } from '../layers/word-dropout';
import { UNKNOWN_ID } from '../text/vocabulary';

/** The direction in which an LSTM reads a review. */
export type Direction = 'forward' | 'backward';

/** The parts of a language model that a classifier starts from. */
export interface PretrainedParts {
  embedding: tf.layers.Layer;
  /** LSTM weights: `[dimensions, 4 units]`, `[units, 4 units]`, `[4 units]`. */
  weights: { kernel: tf.Tensor2D; recurrentKernel: tf.Tensor2D; bias: tf.Tensor1D };
}

/** Hyperparameters of `pretrainedModel`. */
export interface PretrainedConfig {
  /** Size of the vocabulary, special tokens included. */
  vocabularySize: number;
  /** Dimensions of a word vector. */
  dimensions: number;
  /** Size of the output and cell state of each LSTM. */
  units: number;
  /** Directions of the LSTMs. */
  directions: readonly Direction[];
  /** Dropout rate of the features of a classifier. */
  dropout: number;
  /** Dropout rate of the word vectors, with one mask for all time steps of a review. */
  inputDropout: number;
  /** Probability that a token becomes the unknown token in training. */
  wordDropout: number;
  /** Number of classes. For two, there is one logit. */
  numClasses: number;
  /** Seed of the initial weights and of dropout. */
  seed: number;
}

/** The default configuration. */
export const PRETRAINED: PretrainedConfig = {
  vocabularySize: 20_002,
  dimensions: 128,
  units: 256,
  directions: ['forward', 'backward'],
  dropout: 0.5,
  inputDropout: 0.2,
  wordDropout: 0.1,
  numClasses: 2,
  seed: 0,
};

/** Fine-tuning on labeled reviews: AdamW, with a higher learning rate for the new classifiers. */
export const PRETRAINED_TRAINING = {
  maxSeqLength: 800,
  batchSize: 32,
  epochs: 4,
  learningRate: 5e-4,
  /** Learning rate of the classifiers, as a factor of `learningRate`. */
  outputRate: 2,
  /** Steps in which the learning rate rises. */
  warmUp: 100,
  /** Final learning rate, as a factor of `learningRate`. */
  end: 0.01,
  globalClipNorm: 1,
  weightDecay: 0.01,
  validationShare: 0.1,
} as const;

/**
 * Returns the untrained network: token ids `[batch, time]`, 0 for padding, each review after an
 * end token, -> one logit `[batch, 1]`, or `[batch, numClasses]` for more than two classes.
 * `startFrom` sets its weights to those of language models.
 */
export function pretrainedModel(config: Partial<PretrainedConfig> = {}): tf.LayersModel {
  const { vocabularySize, dimensions, units, directions, numClasses, ...rates } = {
    ...PRETRAINED,
    ...config,
  };
  const seed = (purpose: string) => derivedSeed(rates.seed, purpose);
  const ids = tf.input({ shape: [null], dtype: 'int32', name: 'ids' });
  const maskedIds = wordDropout({ rate: rates.wordDropout, unknown: UNKNOWN_ID, seed: seed('words') }).apply(
    ids,
  );
  const logits = directions.map((direction) => {
    // (B, T)
    const sequence = direction === 'forward' ? maskedIds : reverseSequence({ keep: 1 }).apply(maskedIds);
    const embeddingLayer = embedding({
      name: `${direction}_embedding`,
      inputDim: vocabularySize,
      outputDim: dimensions,
      seed: seed(`${direction} embedding`),
    });
    const lstm = fastLstm({
      name: `${direction}_lstm`,
      units,
      recurrentActivation: 'sigmoid',
      returnSequences: true,
      dropout: rates.inputDropout,
      seed: seed(`${direction} lstm`),
    });
    const outputs = lstm.apply(embeddingLayer.apply(sequence)); // (B, T, H)
    const poolings = [meanOverTime(), maxOverTime(), lastState()];
    const pooled = poolings.map((pooling) => pooling.apply(outputs)); // (B, H)
    const features = tf.layers.concatenate().apply(pooled as tf.SymbolicTensor[]); // (B, 3 H)
    const dropped = dropout({ rate: rates.dropout, seed: seed(`${direction} dropout`) }).apply(features);
    const classifier = tf.layers.dense({
      name: `${direction}_classifier`,
      units: numClasses > 2 ? numClasses : 1,
      kernelInitializer: tf.initializers.glorotUniform({ seed: seed(`${direction} classifier`) }),
    });
    return classifier.apply(dropped) as tf.SymbolicTensor; // (B, 1) or (B, C)
  });
  const output = logits.length === 1 ? logits[0]! : (averageOfLogits().apply(logits) as tf.SymbolicTensor);
  return tf.model({ inputs: ids, outputs: output });
}

/**
 * Sets the word vectors and the LSTM of one direction to those of a language model.
 *
 * @throws when the shapes differ, or the model has no such direction
 */
export function startFrom(
  model: tf.LayersModel,
  direction: Direction,
  { embedding, weights: { kernel, recurrentKernel, bias } }: PretrainedParts,
): void {
  model.getLayer(`${direction}_embedding`).setWeights(embedding.getWeights());
  model.getLayer(`${direction}_lstm`).setWeights([kernel, recurrentKernel, bias]);
}
