import { classesOf } from '../../lib/batches/classes';
import { shorterThan, THEANO, THEANO_TRAINING, theanoModel, theanoOptimizer } from '../../lib/models/theano';
import { buildVocabulary } from '../../lib/text/vocabulary';
import { theanoStopping } from '../../lib/training/early-stopping';
import { networkSystem } from '../runs/fit-network';
import { choice, integer, number, orNone } from '../runs/flags';
import { splitByFlag } from '../runs/split-by-flag';
import type { CommonValues } from '../runs/system';
import { vocabularySource } from '../runs/token-source';
import {
  networkFlags,
  type OptimizerValues,
  optimizerFlags,
  type TokenizerValues,
  tokenizerFlag,
} from './train-flags';

type TheanoValues = CommonValues &
  TokenizerValues &
  OptimizerValues & {
    max_epochs: number;
    patience: number;
    validation_split: number;
    n_words: number;
    maxlen: number | null;
    dim_proj: number;
    output_gate: 'eq5' | 'eq7';
    use_dropout: 'yes' | 'no';
    decay_c: number;
  };

const { batchSize, validateEvery, optimizer, maxEpochs, patience, validationShare, maxLength } =
  THEANO_TRAINING;
const RESERVED = 2; // ids for padding and unknown words

/** The Theano tutorial, with the flags and defaults of the original code. */
export const theano = networkSystem<TheanoValues>({
  name: 'theano',
  title: 'trainable embedding, one LSTM, masked average pooling, AdaDelta',
  flags: {
    ...networkFlags({ dataDir: 'data/aclImdb', batchSize, seed: THEANO.seed, validateEvery }),
    tokenizer: tokenizerFlag('words'),
    max_epochs: integer({
      default: maxEpochs,
      atLeast: 1,
      changeable: true,
      help: 'maximum number of epochs',
    }),
    patience: integer({
      default: patience,
      atLeast: 1,
      changeable: true,
      help: 'early stopping: stop after more than this many bad evaluations since the best one; an evaluation is bad if it is no better than the best of those at least this many evaluations earlier',
    }),
    ...optimizerFlags(optimizer),
    validation_split: number({
      default: validationShare,
      above: 0,
      below: 1,
      forData: true,
      help: 'share of the training reviews for the validation set',
    }),
    n_words: integer({
      default: THEANO.nWords,
      atLeast: 3,
      forData: true,
      help: 'size of the vocabulary: padding, unknown, and the most frequent words',
    }),
    maxlen: orNone(
      integer({
        default: 0,
        atLeast: 1,
        forData: true,
        help: 'training leaves out reviews of this many tokens or more; None: none',
      }),
      maxLength,
    ),
    dim_proj: integer({
      default: THEANO.dimProj,
      atLeast: 1,
      help: 'dimensions of the embedding, and units of the LSTM',
    }),
    output_gate: choice({
      default: THEANO.outputGate,
      of: ['eq5', 'eq7'],
      help: 'eq5: the output gate sees the cell state; eq7: it does not (the equations of the tutorial)',
    }),
    use_dropout: choice({
      default: 'yes',
      of: ['yes', 'no'],
      help: 'whether there is dropout of 0.5 after the pooling',
    }),
    decay_c: number({ default: THEANO.decayC, atLeast: 0, help: "weight decay of the classifier's kernel" }),
  },
  classes: (labels) => classesOf(labels),
  split: (labels, { validation_split, random_state }) => ({
    ...splitByFlag('validation_split', validation_split, labels, random_state),
    test: [],
  }),
  tokenSource: async (training, { n_words }) =>
    vocabularySource(buildVocabulary(training, { maxWords: n_words - RESERVED })),
  select: (examples, { maxlen }) => (maxlen === null ? examples : shorterThan(maxlen, examples)),
  model({ tokenSource, classes }, values) {
    const config = {
      nWords: tokenSource.vocabulary!.words.length,
      dimProj: values.dim_proj,
      outputGate: values.output_gate,
      useDropout: values.use_dropout === 'yes',
      decayC: values.decay_c,
      numClasses: classes.length,
      seed: values.random_state,
    };
    return { model: theanoModel(config), config: { ...THEANO, ...config } };
  },
  optimizer: (values) => theanoOptimizer(values.optimizer, values.learning_rate ?? undefined),
  steps: (perEpoch, { max_epochs }) => perEpoch * max_epochs,
  stopping: ({ patience }) => theanoStopping(patience),
});
