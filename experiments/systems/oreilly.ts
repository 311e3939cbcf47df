import { stratifiedSplit } from '../../lib/batches/split';
import { OREILLY, OREILLY_TRAINING, oreillyModel, oreillyOptimizer } from '../../lib/models/oreilly';
import { choice, integer, number } from './flags';
import { type CommonValues, classesWith, commonFlags, learningRateFlag, type System } from './system';
import { gloveSource, type VectorValues, vectorFlags } from './vector-flags';

type OreillyValues = CommonValues &
  VectorValues & {
    train_steps: number;
    learning_rate: number;
    test_size: number;
    lstm_units: number;
    layers: number;
    keep_prob: number;
    pooling: 'end' | 'last' | 'mean';
    max_seq_length: number;
  };

const { batchSize, iterations, learningRate, maxSeqLength } = OREILLY_TRAINING;

/** The text's own split: 2,000 of its 25,000 reviews to test on. */
const TEST_SIZE = 0.08;

/** The system of the O'Reilly text: it holds out what the text tests on, and mends its overlap. */
export const oreilly: System<OreillyValues> = {
  name: 'oreilly',
  title: 'frozen GloVe vectors, one LSTM or several, the last output, Adam',
  flags: {
    ...commonFlags({ dataDir: 'data/aclImdb', batchSize, seed: OREILLY.seed, validateEvery: 1000 }),
    ...vectorFlags,
    train_steps: integer({ default: iterations, atLeast: 1, changeable: true, help: 'steps of training' }),
    learning_rate: learningRateFlag(learningRate),
    test_size: number({
      default: TEST_SIZE,
      above: 0,
      below: 1,
      forData: true,
      help: 'share of the texts to train on that is held out, to look at while training',
    }),
    lstm_units: integer({ default: OREILLY.lstmUnits, atLeast: 1, help: 'size of each LSTM' }),
    layers: integer({ default: OREILLY.layers, atLeast: 1, help: 'LSTMs on top of each other' }),
    keep_prob: number({
      default: OREILLY.keepProb,
      above: 0,
      atMost: 1,
      help: "probability that an LSTM's output is kept by dropout",
    }),
    pooling: choice({
      default: OREILLY.pooling,
      of: ['end', 'last', 'mean'],
      help: 'what the classifier sees: the output after the last column (the text), after the last word, or the mean',
    }),
    max_seq_length: integer({
      default: maxSeqLength,
      atLeast: 1,
      forData: true,
      help: 'words after which texts are cut; with --pooling end, columns to which they are padded',
    }),
  },
  classes: (labels) => classesWith(labels, ['positive', 'neutral', 'negative']),
  split: (labels, { test_size, random_state }) => ({
    ...stratifiedSplit(labels, test_size, random_state),
    test: [],
  }),
  tokenSource: (_, values) => gloveSource(values),
  maxLength: ({ max_seq_length }) => max_seq_length,
  paddedLength: ({ pooling, max_seq_length }) => (pooling === 'end' ? max_seq_length : undefined),
  model({ tokenSource, classes }, values) {
    const config = {
      lstmUnits: values.lstm_units,
      layers: values.layers,
      keepProb: values.keep_prob,
      pooling: values.pooling,
      numClasses: classes.length,
      seed: values.random_state,
    };
    return { model: oreillyModel(tokenSource.vectors!, config), config: { ...OREILLY, ...config } };
  },
  optimizer: ({ learning_rate }) => oreillyOptimizer(OREILLY_TRAINING.optimizer, learning_rate),
  steps: (_, { train_steps }) => train_steps,
};
