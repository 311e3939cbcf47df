/**
 * A classifier that has read before it judges: its word vectors and its LSTMs come from language models (Dai & Le 2015, SA-LSTM;
 * Howard & Ruder 2018), one that reads forwards and, if wanted, one that reads backwards. Each answers from the mean, the
 * maximum and the last of what its LSTM puts out, and learns as if it were alone; their mean is the network's answer.
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

/** How an LSTM reads a text: from its start to its end, or from its end to its start. */
export type Direction = 'forward' | 'backward';

/** The weights of a language model that a classifier starts from. */
export interface PretrainedWeights {
  config: { vocabularySize: number; dimensions: number };
  /** `[words * dimensions]`, row-major. */
  embeddings: Float32Array;
  /** The LSTM's: `[dimensions, 4 units]`, `[units, 4 units]`, `[4 units]`. */
  weights: { kernel: tf.Tensor2D; recurrentKernel: tf.Tensor2D; bias: tf.Tensor1D };
}

/** Hyperparameters of `pretrainedModel`. */
export interface PretrainedConfig {
  /** Words of the vocabulary, the reserved ids included. */
  vocabularySize: number;
  /** Numbers in a word's vector. */
  dimensions: number;
  /** Of each LSTM. */
  units: number;
  /** Which ways texts are read. */
  directions: readonly Direction[];
  /** Probability that a number of what a classifier sees is dropped in training. */
  dropout: number;
  /** Probability that a number of the words' vectors is dropped in training, one mask for all words of a text. */
  inputDropout: number;
  /** Probability that a word is unknown in training. */
  wordDropout: number;
  /** Where random numbers start from: the classifiers' weights and dropout. */
  seed: number;
}

/** The hyperparameters of the bundled model. */
export const PRETRAINED: PretrainedConfig = {
  vocabularySize: 20_002,
  dimensions: 128,
  units: 256,
  directions: ['forward', 'backward'],
  dropout: 0.5,
  inputDropout: 0.2,
  wordDropout: 0.1,
  seed: 0,
};

/** How it is trained on labelled texts: AdamW, whose rate is higher for the classifiers, which have learnt nothing yet. */
export const PRETRAINED_TRAINING = {
  maxSeqLength: 800,
  batchSize: 32,
  epochs: 4,
  learningRate: 5e-4,
  /** The classifiers' learning rate, as a factor. */
  outputRate: 2,
  warmUp: 100,
  /** The share of the learning rate that is left in the end. */
  end: 0.01,
  globalClipNorm: 1,
  weightDecay: 0.01,
  validationShare: 0.1,
} as const;

/**
 * Returns the network, untrained: ids `[batch, time]`, 0 for padding, each text behind an end mark, to one logit `[batch, 1]`.
 * `startFrom` gives it what language models have learnt.
 */
export function pretrainedModel(config: Partial<PretrainedConfig> = {}): tf.LayersModel {
  const { vocabularySize, dimensions, units, directions, ...rates } = { ...PRETRAINED, ...config };
  const seed = (purpose: string) => derivedSeed(rates.seed, purpose);
  const ids = tf.input({ shape: [null], dtype: 'int32', name: 'ids' });
  const maskedIds = wordDropout({ rate: rates.wordDropout, unknown: UNKNOWN_ID, seed: seed('words') }).apply(
    ids,
  );
  const logits = directions.map((direction) => {
    const sequence = direction === 'forward' ? maskedIds : reverseSequence({ keep: 1 }).apply(maskedIds); // (B, T)
    const embeddingLayer = embedding({
      name: `${direction}_embedding`,
      inputDim: vocabularySize,
      outputDim: dimensions,
      seed: seed(`${direction} embedding`),
    });
    const lstm = fastLstm({
      name: `${direction}_lstm`,
      units,
      returnSequences: true,
      dropout: rates.inputDropout,
      seed: seed(`${direction} lstm`),
    });
    const outputs = lstm.apply(embeddingLayer.apply(sequence)); // (B, T, H)
    const pooled = [meanOverTime(), maxOverTime(), lastState()].map((pooling) => pooling.apply(outputs)); // (B, H)
    const features = tf.layers.concatenate().apply(pooled as tf.SymbolicTensor[]); // (B, 3 H)
    const dropped = dropout({ rate: rates.dropout, seed: seed(`${direction} dropout`) }).apply(features);
    const classifier = tf.layers.dense({
      name: `${direction}_classifier`,
      units: 1,
      kernelInitializer: tf.initializers.glorotUniform({ seed: seed(`${direction} classifier`) }),
    });
    return classifier.apply(dropped) as tf.SymbolicTensor; // (B, 1)
  });
  const output = logits.length === 1 ? logits[0]! : (averageOfLogits().apply(logits) as tf.SymbolicTensor);
  return tf.model({ inputs: ids, outputs: output });
}

/**
 * Gives a network the word vectors and the LSTM of the language model that reads in a direction.
 *
 * @throws when their sizes differ
 */
export function startFrom(model: tf.LayersModel, direction: Direction, pretrained: PretrainedWeights): void {
  const { vocabularySize, dimensions } = pretrained.config;
  const { kernel, recurrentKernel, bias } = pretrained.weights;
  tf.tidy(() => {
    const embeddings = tf.tensor2d(pretrained.embeddings, [vocabularySize, dimensions]);
    model.getLayer(`${direction}_embedding`).setWeights([embeddings]);
    model.getLayer(`${direction}_lstm`).setWeights([kernel, recurrentKernel, bias]);
  });
}
