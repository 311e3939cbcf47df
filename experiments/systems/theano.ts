import { stratifiedSplit } from '../../lib/batches/split';
import { shorterThan, THEANO, THEANO_TRAINING, theanoModel, theanoOptimizer } from '../../lib/models/theano';
import { buildVocabulary } from '../../lib/text/vocabulary';
import { choice, integer, number, orNone } from './flags';
import { type OptimizerValues, optimizerFlags } from './optimizer-flags';
import { type CommonValues, classesWith, commonFlags, type System, vocabularySource } from './system';

type TheanoValues = CommonValues &
  OptimizerValues & {
    max_epochs: number;
    patience: number;
    valid_portion: number;
    n_words: number;
    maxlen: number | null;
    dim_proj: number;
    output_gate: 'eq5' | 'eq7';
    use_dropout: 'yes' | 'no';
    decay_c: number;
  };

const { batchSize, validateEvery, optimizer, maxEpochs, patience, validationShare, maxLength } =
  THEANO_TRAINING;
const RESERVED = 2; // ids for padding and for unknown words

/** The system of the Theano tutorial, with its script's flags and their defaults. */
export const theano: System<TheanoValues> = {
  name: 'theano',
  title: 'learnt word vectors, one LSTM, the mean over words, AdaDelta',
  flags: {
    ...commonFlags({ dataDir: 'data/aclImdb', batchSize, seed: THEANO.seed, validateEvery }),
    max_epochs: integer({
      default: maxEpochs,
      atLeast: 1,
      changeable: true,
      help: 'times that the texts are read at most',
    }),
    patience: integer({
      default: patience,
      atLeast: 1,
      changeable: true,
      help: 'training stops after more bad measurements than that since the best; bad: no better than the best of those at least as many before it',
    }),
    ...optimizerFlags(optimizer),
    valid_portion: number({
      default: validationShare,
      above: 0,
      below: 1,
      forData: true,
      help: 'share of the texts that is held out, to look at while training',
    }),
    n_words: integer({
      default: THEANO.nWords,
      atLeast: 3,
      forData: true,
      help: 'ids of the vocabulary: one for padding, one for unknown words, then the most frequent words',
    }),
    maxlen: orNone(
      integer({
        default: 0,
        atLeast: 1,
        forData: true,
        help: 'texts of so many words and more are left out of training; None: none is',
      }),
      maxLength,
    ),
    dim_proj: integer({
      default: THEANO.dimProj,
      atLeast: 1,
      help: 'length of a word vector, size of the LSTM',
    }),
    output_gate: choice({
      default: THEANO.outputGate,
      of: ['eq5', 'eq7'],
      help: 'whether the output gate sees the cells, equation 5 or 7 of the text',
    }),
    use_dropout: choice({ default: 'yes', of: ['yes', 'no'], help: 'whether half of the mean is dropped' }),
    decay_c: number({ default: THEANO.decayC, atLeast: 0, help: "weight decay of the classifier's matrix" }),
  },
  classes: (labels) => classesWith(labels, ['negative', 'neutral', 'positive']),
  split: (labels, { valid_portion, random_state }) => ({
    ...stratifiedSplit(labels, valid_portion, random_state),
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
  patience: (values) => values.patience,
};
