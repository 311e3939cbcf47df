import { existsSync } from 'node:fs';
import { classesOf } from '../../lib/batches/classes';
import { randomFrom, shuffled } from '../../lib/batches/random';
import { derivedSeed } from '../../lib/layers/seeds';
import {
  SIMPLE,
  SIMPLE_TRAINING,
  type SimpleConfig,
  simpleModel,
  simpleOptimizer,
} from '../../lib/models/simple';
import { readStopWords, stopWords } from '../../lib/text/stop-words';
import { buildVocabulary } from '../../lib/text/vocabulary';
import { networkSystem } from '../runs/fit-network';
import { choice, integer, number, orAuto, orNone, text } from '../runs/flags';
import { positionsOf, splitByFlag } from '../runs/split-by-flag';
import type { CommonValues } from '../runs/system';
import { vocabularySource } from '../runs/token-source';
import {
  learningRateFlag,
  networkFlags,
  type TokenizerValues,
  testSizeFlag,
  tokenizerFlag,
} from './train-flags';

type SimpleValues = CommonValues &
  TokenizerValues & {
    stopwords_file: string | null;
    train_steps: number;
    hidden_size: number;
    embedding_size: number;
    learning_rate: number;
    test_size: number | null;
    validation_samples: number;
    mean_over: SimpleConfig['meanOver'];
    dropout_keep_prob: number;
    sequence_len: number | 'auto' | null;
  };

const { batchSize, trainSteps, learningRate, testSize, validateEvery, validationSamples } = SIMPLE_TRAINING;

/** The file to which the setup writes the library's own stop words. */
const STOP_WORDS = 'data/stopwords.txt';

/** The simple LSTM network, with the flags and defaults of the original code. */
export const simple = networkSystem<SimpleValues>({
  name: 'simple',
  title: 'trainable embedding, one LSTM, average over time, RMSProp',
  flags: {
    ...networkFlags({ dataDir: 'data/Kaggle', batchSize, seed: 0, validateEvery }),
    tokenizer: tokenizerFlag('words'),
    stopwords_file: orNone(
      text({
        default: '',
        placeholder: '<file>',
        help: 'a file of stop words to remove, one per line; None: none',
      }),
      STOP_WORDS,
    ),
    train_steps: integer({ default: trainSteps, atLeast: 1, changeable: true, help: 'training steps' }),
    hidden_size: integer({ default: SIMPLE.hiddenSize, atLeast: 1, help: 'units of the LSTM' }),
    embedding_size: integer({
      default: SIMPLE.embeddingSize,
      atLeast: 1,
      help: 'dimensions of the embedding',
    }),
    learning_rate: learningRateFlag(learningRate),
    test_size: testSizeFlag(testSize),
    validation_samples: integer({
      default: validationSamples,
      atLeast: 1,
      forData: true,
      help: 'reviews in the validation set, at most half of those that are not in the test set',
    }),
    mean_over: choice({
      default: SIMPLE.meanOver,
      of: ['columns', 'words'],
      help: 'columns: average over all time steps, padding included; words: masked average',
    }),
    dropout_keep_prob: number({
      default: SIMPLE.dropoutKeepProb,
      above: 0,
      atMost: 1,
      help: 'dropout keeps an activation with this probability',
    }),
    sequence_len: {
      ...orAuto(
        orNone(
          integer({
            default: 0,
            atLeast: 1,
            forData: true,
            help: 'length of the input: longer reviews are truncated; None: that of the longest review; auto: the same, but at most twice the 95th percentile of the lengths',
          }),
        ),
      ),
      published: null,
    },
  },
  classes: (labels) => classesOf(labels),
  /** Splits off a share for the test set, and a number of the others for the validation set. */
  split(labels, { test_size: share, validation_samples: samples, random_state: seed }) {
    const all = { train: positionsOf(labels), validation: [] };
    const { train: others, validation: test } =
      share === null ? all : splitByFlag('test_size', share, labels, seed);
    const order = shuffled(others, randomFrom(derivedSeed(seed, 'validation')));
    const count = Math.min(samples, Math.floor(others.length / 2));
    const validation = order.slice(0, count).sort((a, b) => a - b);
    const taken = new Set(validation);
    return { train: others.filter((at) => !taken.has(at)), validation, test };
  },
  stopWords: ({ stopwords_file: file }, split) => {
    if (file === null) return [];
    if (file === STOP_WORDS && !existsSync(file)) return [...stopWords].sort().flatMap(split);
    return [...readStopWords(file, split)];
  },
  tokenSource: async (training) => vocabularySource(buildVocabulary(training)),
  maxLength: ({ sequence_len: given }) => given ?? undefined,
  sequenceLength: (longest, { sequence_len: given }) => (typeof given === 'number' ? given : longest),
  model({ tokenSource, classes, sequenceLength }, values) {
    const config = {
      vocabularySize: tokenSource.vocabulary!.words.length,
      sequenceLength: sequenceLength!,
      embeddingSize: values.embedding_size,
      hiddenSize: values.hidden_size,
      dropoutKeepProb: values.dropout_keep_prob,
      meanOver: values.mean_over,
      numClasses: classes.length,
      seed: values.random_state,
    };
    return { model: simpleModel(config), config: { ...SIMPLE, ...config } };
  },
  optimizer: ({ learning_rate }) => simpleOptimizer(SIMPLE_TRAINING.optimizer, learning_rate),
  steps: (_, { train_steps }) => train_steps,
});
