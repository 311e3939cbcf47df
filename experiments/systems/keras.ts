import { stratifiedSplit } from '../../lib/batches/split';
import { KERAS, KERAS_TRAINING, kerasModel, kerasOptimizer } from '../../lib/models/keras';
import { choice, FlagError, integer, number, orNone } from './flags';
import { type OptimizerValues, optimizerFlags } from './optimizer-flags';
import { type CommonValues, classesWith, commonFlags, type System } from './system';
import { gloveSource, type VectorValues, vectorFlags } from './vector-flags';

type KerasValues = CommonValues &
  VectorValues &
  OptimizerValues & {
    epochs: number;
    test_size: number | null;
    max_seq_length: number;
    lstm_units: number;
    dropout: number;
    recurrent_dropout: number;
    recurrent_activation: 'hardSigmoid' | 'sigmoid';
    trainable: 'yes' | 'no';
    labels: 'number' | 'one-hot';
  };

const { batchSize, optimizer, epochs, maxSeqLength } = KERAS_TRAINING;
const DEFAULT_VALIDATION_SHARE = 0.2; // where the data have no test part

/** The system of text 004, which trains on all reviews and looks at the test reviews meanwhile. */
export const keras: System<KerasValues> = {
  name: 'keras',
  title: 'GloVe vectors, one LSTM with two dropouts, one sigmoid, Adagrad',
  flags: {
    ...commonFlags({ dataDir: 'data/aclImdb', batchSize, seed: KERAS.seed, validateEvery: null }),
    ...vectorFlags,
    epochs: integer({
      default: epochs,
      atLeast: 1,
      changeable: true,
      help: 'times that the texts are read',
    }),
    ...optimizerFlags(optimizer),
    test_size: orNone(
      number({
        default: 0,
        above: 0,
        below: 1,
        forData: true,
        help: `share of the texts that is held out; None: the data's test part, as in the text, or ${DEFAULT_VALIDATION_SHARE} where there is none`,
      }),
    ),
    max_seq_length: integer({
      default: maxSeqLength,
      atLeast: 1,
      forData: true,
      help: 'words after which texts are cut',
    }),
    lstm_units: integer({ default: KERAS.lstmUnits, atLeast: 1, help: 'size of the LSTM' }),
    dropout: number({
      default: Number((1 - KERAS.keepProb).toFixed(6)),
      atLeast: 0,
      below: 1,
      help: "share of a word vector's numbers that is dropped",
    }),
    recurrent_dropout: number({
      default: KERAS.recurrentDropout,
      atLeast: 0,
      below: 1,
      help: 'share of the previous output that is dropped',
    }),
    recurrent_activation: choice({
      default: KERAS.recurrentActivation,
      of: ['hardSigmoid', 'sigmoid'],
      help: "what squashes the gates: Keras 2.2's three lines, or the sigmoid",
    }),
    trainable: choice({ default: 'no', of: ['yes', 'no'], help: 'whether word vectors are trained, too' }),
    labels: choice({
      default: KERAS.labels,
      of: ['number', 'one-hot'],
      help: 'one sigmoid for two classes, or a softmax',
    }),
  },
  classes(labels, values) {
    if (labels.has('neutral') && values.labels === 'number')
      throw new FlagError('--labels number: the texts have three labels; use --labels one-hot');
    return classesWith(labels, ['negative', 'neutral', 'positive']);
  },
  split: (labels, { test_size, random_state }) => ({
    ...stratifiedSplit(labels, test_size ?? DEFAULT_VALIDATION_SHARE, random_state),
    test: [],
  }),
  validatesOnTestSet: ({ test_size }) => test_size === null,
  tokenSource: (_, values) => gloveSource(values),
  maxLength: ({ max_seq_length }) => max_seq_length,
  model({ tokenSource, classes }, values) {
    const config = {
      trainable: values.trainable === 'yes',
      lstmUnits: values.lstm_units,
      keepProb: 1 - values.dropout,
      recurrentDropout: values.recurrent_dropout,
      recurrentActivation: values.recurrent_activation,
      labels: values.labels,
      numClasses: classes.length,
      seed: values.random_state,
    };
    return { model: kerasModel(tokenSource.vectors!, config), config: { ...KERAS, ...config } };
  },
  optimizer: (values) => kerasOptimizer(values.optimizer, values.learning_rate ?? undefined),
  steps: (perEpoch, values) => perEpoch * values.epochs,
};
