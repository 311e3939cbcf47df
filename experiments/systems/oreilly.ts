import { classesOf } from '../../lib/batches/classes';
import { OREILLY, OREILLY_TRAINING, oreillyModel, oreillyOptimizer } from '../../lib/models/oreilly';
import { networkSystem } from '../runs/fit-network';
import { choice, integer, number } from '../runs/flags';
import { splitByFlag } from '../runs/split-by-flag';
import type { CommonValues } from '../runs/system';
import { vectorSource, vectorStamp } from '../runs/token-source';
import {
  learningRateFlag,
  networkFlags,
  type TokenizerValues,
  tokenizerFlag,
  type VectorValues,
  vectorFlags,
} from './train-flags';

type OreillyValues = CommonValues &
  TokenizerValues &
  VectorValues & {
    train_steps: number;
    learning_rate: number;
    validation_split: number;
    lstm_units: number;
    layers: number;
    keep_prob: number;
    pooling: 'end' | 'last' | 'mean';
    max_seq_length: number;
  };

const { batchSize, iterations, learningRate, maxSeqLength } = OREILLY_TRAINING;

/** The tutorial's split: it tests on 2,000 of its 25,000 reviews. */
const VALIDATION_SPLIT = 0.08;

/** The O'Reilly tutorial. Its test set is the validation set here, without overlap. */
export const oreilly = networkSystem<OreillyValues>({
  name: 'oreilly',
  title: 'frozen GloVe vectors, one or more LSTMs, last state, Adam',
  flags: {
    ...networkFlags({ dataDir: 'data/aclImdb', batchSize, seed: OREILLY.seed, validateEvery: 1000 }),
    tokenizer: tokenizerFlag('words'),
    ...vectorFlags,
    train_steps: integer({ default: iterations, atLeast: 1, changeable: true, help: 'training steps' }),
    learning_rate: learningRateFlag(learningRate),
    validation_split: number({
      default: VALIDATION_SPLIT,
      above: 0,
      below: 1,
      forData: true,
      help: 'share of the training reviews for the validation set',
    }),
    lstm_units: integer({ default: OREILLY.lstmUnits, atLeast: 1, help: 'units of each LSTM' }),
    layers: integer({ default: OREILLY.layers, atLeast: 1, help: 'stacked LSTMs' }),
    keep_prob: number({
      default: OREILLY.keepProb,
      above: 0,
      atMost: 1,
      help: 'dropout keeps an LSTM output with this probability',
    }),
    pooling: choice({
      default: OREILLY.pooling,
      of: ['end', 'last', 'mean'],
      help: 'input of the classifier: end, the output after the padding (original); last, the last state; mean, the masked average',
    }),
    max_seq_length: integer({
      default: maxSeqLength,
      atLeast: 1,
      forData: true,
      help: 'reviews are truncated to this many tokens; with --pooling end, they are also padded to it',
    }),
  },
  classes: (labels) => classesOf(labels, ['positive', 'neutral', 'negative']),
  split: (labels, { validation_split, random_state }) => ({
    ...splitByFlag('validation_split', validation_split, labels, random_state),
    test: [],
  }),
  tokenSource: (_, values, watch) => vectorSource(values, watch),
  tokenSourceStamp: vectorStamp,
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
});
