/** The Keras reproduction, one of the four published systems. It is not the Keras library. */
import { classesOf } from '../../lib/batches/classes';
import { KERAS, KERAS_TRAINING, kerasModel, kerasOptimizer } from '../../lib/models/keras';
import { networkSystem } from '../runs/fit-network';
import { choice, integer, number, orNone } from '../runs/flags';
import { splitByFlag } from '../runs/split-by-flag';
import type { CommonValues } from '../runs/system';
import { vectorSource, vectorStamp } from '../runs/token-source';
import {
  networkFlags,
  type OptimizerValues,
  optimizerFlags,
  type TokenizerValues,
  tokenizerFlag,
  type VectorValues,
  vectorFlags,
} from './train-flags';

type KerasValues = CommonValues &
  TokenizerValues &
  VectorValues &
  OptimizerValues & {
    epochs: number;
    validation_split: number | null;
    max_seq_length: number;
    lstm_units: number;
    dropout: number;
    recurrent_dropout: number;
    recurrent_activation: 'hardSigmoid' | 'sigmoid';
    trainable: 'yes' | 'no';
    label_encoding: 'number' | 'one-hot';
  };

const { batchSize, optimizer, epochs, maxSeqLength } = KERAS_TRAINING;
const DEFAULT_VALIDATION_SPLIT = 0.2; // for data without a test set

/** The Keras reproduction. It trains on all reviews and validates on the test set. */
export const keras = networkSystem<KerasValues>({
  name: 'keras',
  title: 'frozen GloVe vectors, one LSTM with dropout and recurrent dropout, one sigmoid, Adagrad',
  flags: {
    ...networkFlags({ dataDir: 'data/aclImdb', batchSize, seed: KERAS.seed, validateEvery: null }),
    tokenizer: tokenizerFlag('words'),
    ...vectorFlags,
    epochs: integer({
      default: epochs,
      atLeast: 1,
      changeable: true,
      help: 'epochs',
    }),
    ...optimizerFlags(optimizer),
    validation_split: orNone(
      number({
        default: 0,
        above: 0,
        below: 1,
        forData: true,
        help: `share of the training reviews for the validation set; None: validate on the test set, as the original does, or ${DEFAULT_VALIDATION_SPLIT} if there is none`,
      }),
    ),
    max_seq_length: integer({
      default: maxSeqLength,
      atLeast: 1,
      forData: true,
      help: 'reviews are truncated to this many tokens',
    }),
    lstm_units: integer({ default: KERAS.lstmUnits, atLeast: 1, help: 'units of the LSTM' }),
    dropout: number({
      default: Number((1 - KERAS.keepProb).toFixed(6)),
      atLeast: 0,
      below: 1,
      help: 'dropout of the word vectors',
    }),
    recurrent_dropout: number({
      default: KERAS.recurrentDropout,
      atLeast: 0,
      below: 1,
      help: 'dropout of the recurrent state',
    }),
    recurrent_activation: choice({
      default: KERAS.recurrentActivation,
      of: ['hardSigmoid', 'sigmoid'],
      help: "activation of the gates: Keras 2.2's hard sigmoid, or sigmoid",
    }),
    trainable: choice({ default: 'no', of: ['yes', 'no'], help: 'whether the embedding is trainable' }),
    label_encoding: choice({
      default: KERAS.labels,
      of: ['number', 'one-hot'],
      help: 'number: one sigmoid for two classes, softmax for more; one-hot: softmax',
    }),
  },
  classes: (labels) => classesOf(labels),
  split: (labels, { validation_split, random_state }) => ({
    ...splitByFlag('validation_split', validation_split ?? DEFAULT_VALIDATION_SPLIT, labels, random_state),
    test: [],
  }),
  validatesOnTestSet: ({ validation_split }) => validation_split === null,
  tokenSource: (_, values, watch) => vectorSource(values, watch),
  tokenSourceStamp: vectorStamp,
  maxLength: ({ max_seq_length }) => max_seq_length,
  model({ tokenSource, classes }, values) {
    const config = {
      trainable: values.trainable === 'yes',
      lstmUnits: values.lstm_units,
      keepProb: 1 - values.dropout,
      recurrentDropout: values.recurrent_dropout,
      recurrentActivation: values.recurrent_activation,
      labels: classes.length > 2 ? ('one-hot' as const) : values.label_encoding,
      numClasses: classes.length,
      seed: values.random_state,
    };
    return { model: kerasModel(tokenSource.vectors!, config), config: { ...KERAS, ...config } };
  },
  optimizer: (values) => kerasOptimizer(values.optimizer, values.learning_rate ?? undefined),
  steps: (perEpoch, values) => perEpoch * values.epochs,
});
