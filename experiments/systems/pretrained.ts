import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tf } from '../../lib/backend';
import { classesOf } from '../../lib/batches/classes';
import type { Direction } from '../../lib/models/pretrained';
import { PRETRAINED, PRETRAINED_TRAINING, pretrainedModel, startFrom } from '../../lib/models/pretrained';
import { adam } from '../../lib/optimizers/adam';
import { warmUpThenLinear } from '../../lib/optimizers/schedules';
import type { LanguageModel } from '../../lib/pretraining/language-model';
import {
  loadLanguageModel,
  readLanguageModelRecord,
  type SavedLanguageModel,
} from '../../lib/pretraining/language-model-files';
import { readInputs } from '../../lib/pretraining/stage-inputs';
import { PRETRAINING } from '../../lib/pretraining/stages';
import { tableOf } from '../../lib/pretraining/word-vectors';
import { readVocabulary } from '../../lib/text/vocabulary';
import { loadStored } from '../../lib/vectors/store';
import { networkSystem } from '../runs/fit-network';
import { choice, FlagError, integer, number, text } from '../runs/flags';
import { splitByFlag } from '../runs/split-by-flag';
import type { CommonValues } from '../runs/system';
import { type TokenSource, vocabularySource } from '../runs/token-source';
import { learningRateFlag, networkFlags } from './train-flags';

type PretrainedValues = CommonValues & {
  language_model: string;
  directions: 'both' | 'forward' | 'backward';
  start: 'language-models' | 'vectors' | 'nothing';
  epochs: number;
  learning_rate: number;
  validation_split: number;
  max_seq_length: number;
  dropout: number;
  input_dropout: number;
  word_dropout: number;
  adversarial_epsilon: number;
};

const { batchSize, epochs, learningRate, maxSeqLength, validationShare } = PRETRAINED_TRAINING;
const { outputRate, warmUp, end, globalClipNorm, weightDecay } = PRETRAINED_TRAINING;

/** The vocabulary and the pretrained weights that a run starts from. */
interface PretrainedSource extends TokenSource {
  languageModels?: Record<Direction, LanguageModel>;
  /** The word vectors of the vocabulary, `[words, dimensions]`, row-major. */
  table?: Float32Array;
}

/** A classifier that starts from pretrained language models (`npm run pretrain`). */
export const pretrained = networkSystem<PretrainedValues>({
  name: 'pretrained',
  title: 'pretrained forward and backward LSTMs, average, maximum and last state, AdamW',
  flags: {
    ...networkFlags({ dataDir: 'data/aclImdb', batchSize, seed: PRETRAINED.seed, validateEvery: null }),
    language_model: text({
      default: 'checkpoints/language-model',
      fromEnvironment: movedLanguageModel,
      placeholder: '<folder>',
      forData: true,
      help: 'the folder of the pretrained language models, which npm run pretrain writes',
    }),
    directions: choice({
      default: 'both',
      of: ['both', 'forward', 'backward'],
      help: 'forward, backward, or both (bidirectional)',
    }),
    start: choice({
      default: 'language-models',
      of: ['language-models', 'vectors', 'nothing'],
      help: 'what is pretrained: the language models, only their word vectors, or nothing',
    }),
    epochs: integer({ default: epochs, atLeast: 1, help: 'epochs' }),
    learning_rate: learningRateFlag(learningRate),
    validation_split: number({
      default: validationShare,
      above: 0,
      below: 1,
      forData: true,
      help: 'share of the training reviews for the validation set, at most that of npm run pretrain',
    }),
    max_seq_length: integer({
      default: maxSeqLength,
      atLeast: 1,
      forData: true,
      help: 'reviews are truncated to this many tokens: a quarter from the start, the rest from the end',
    }),
    dropout: number({
      default: PRETRAINED.dropout,
      atLeast: 0,
      below: 1,
      help: 'dropout before the classifier',
    }),
    input_dropout: number({
      default: PRETRAINED.inputDropout,
      atLeast: 0,
      below: 1,
      help: 'dropout of the word vectors, the same for all time steps',
    }),
    word_dropout: number({
      default: PRETRAINED.wordDropout,
      atLeast: 0,
      below: 1,
      help: 'share of the tokens that training replaces by the unknown token',
    }),
    adversarial_epsilon: number({
      default: 0,
      atLeast: 0,
      help: 'adversarial training: how far it moves the word vectors of a review, in their standard deviations; 0: none',
    }),
  },
  tokenizer: 'punctuation',
  classes: (labels) => classesOf(labels),
  splitsBeforeSampling: true,
  async split(labels, { validation_split, language_model }) {
    const read = await splitOfPretraining(language_model);
    if (validation_split > read.validationSplit)
      throw new FlagError(
        `--validation_split ${validation_split}: the language models in ${language_model} were trained on all ` +
          `but ${read.validationSplit} of the reviews; use at most that, or pretrain again with --validation_split`,
      );
    return { ...splitByFlag('validation_split', validation_split, labels, read.splitSeed), test: [] };
  },
  async tokenSource(_, values): Promise<PretrainedSource> {
    // Runs of earlier versions have no flag `start`.
    const { language_model: folder, start = 'language-models' } = values;
    if (start === 'language-models') {
      const saved = await languageModelsOf(values);
      const [[, { vocabulary }]] = saved as [[Direction, SavedLanguageModel]];
      const languageModels = Object.fromEntries(saved.map(([direction, { model }]) => [direction, model]));
      return {
        ...vocabularySource(vocabulary),
        languageModels: languageModels as Record<Direction, LanguageModel>,
      };
    }
    const vocabulary = await readVocabulary(vocabularyIn(folder));
    if (start === 'nothing') return vocabularySource(vocabulary);
    if (!existsSync(join(folder, 'vectors')))
      throw new FlagError(
        `--start vectors: there are no word vectors in ${folder}; npm run pretrain makes them`,
      );
    const vectors = await loadStored(join(folder, 'vectors'), 'vectors');
    return {
      ...vocabularySource(vocabulary),
      table: tableOf(vocabulary.words, vectors, PRETRAINING.deviation),
    };
  },
  tokenSourceStamp: ({ language_model }) => `${statSync(vocabularyIn(language_model)).mtimeMs}`,
  maxLength: ({ max_seq_length }) => max_seq_length,
  model({ tokenSource, classes }, values) {
    const { languageModels, table, vocabulary } = tokenSource as PretrainedSource;
    const directions = directionsOf(values);
    const [first] = directions as [Direction];
    const count = vocabulary!.words.length;
    const { dimensions, units } = languageModels?.[first].config ?? PRETRAINED;
    const config = {
      vocabularySize: count,
      dimensions: table ? table.length / count : dimensions,
      units,
      directions,
      dropout: values.dropout,
      inputDropout: values.input_dropout,
      wordDropout: values.word_dropout,
      numClasses: classes.length,
      seed: values.random_state,
    };
    const model = pretrainedModel(config);
    for (const direction of directions) {
      if (languageModels) startFrom(model, direction, languageModels[direction]);
      if (table)
        tf.tidy(() =>
          model
            .getLayer(`${direction}_embedding`)
            .setWeights([tf.tensor2d(table, [count, config.dimensions])]),
        );
    }
    return { model, config };
  },
  optimizer(values, steps) {
    const peak = values.learning_rate;
    return adam({
      learningRate: warmUpThenLinear({
        peak,
        steps,
        end: end * peak,
        warmUp: Math.min(warmUp, Math.floor(steps / 10)),
      }),
      rateFactors: Object.fromEntries(
        directionsOf(values).map((direction) => [`${direction}_classifier`, outputRate]),
      ),
      weightDecay,
      sparse: true,
    });
  },
  globalClipNorm,
  // Runs of earlier versions have no such flag.
  adversarial: ({ adversarial_epsilon: epsilon = 0 }) => (epsilon > 0 ? { epsilon } : undefined),
  fixed: { outputRate, warmUp, end, globalClipNorm, weightDecay },
  async startedFrom(values) {
    const { start, language_model: folder } = values;
    if (start !== 'language-models') return undefined;
    const directions = directionsOf(values);
    const records = directions.map((direction) => readLanguageModelRecord(join(folder, direction)));
    return Object.fromEntries((await Promise.all(records)).map(({ about }, n) => [directions[n], about]));
  },
  steps: (perEpoch, values) => perEpoch * values.epochs,
});

/** Returns the folder of the language models, if an environment variable moves the checkpoints. */
export function movedLanguageModel(): string | undefined {
  const root = process.env.SENTIMENT_CHECKPOINTS;
  return root && join(root, 'language-model');
}

/** Returns the split of pretraining, which leaves out its validation set. */
async function splitOfPretraining(folder: string): Promise<{ validationSplit: number; splitSeed: number }> {
  const inputs = await readInputs(join(folder, 'corpus'));
  return {
    validationSplit: Number(inputs?.validationSplit ?? validationShare),
    splitSeed: Number(inputs?.splitSeed ?? 0), // earlier versions always split with 0
  };
}

function directionsOf({ directions }: PretrainedValues): Direction[] {
  return directions === 'both' ? ['forward', 'backward'] : [directions];
}

function vocabularyIn(folder: string): string {
  const file = join(folder, 'corpus', 'vocabulary.json');
  if (existsSync(file)) return file;
  throw new FlagError(`--language_model ${folder}: there is no language model; npm run pretrain makes one`);
}

async function languageModelsOf(values: PretrainedValues): Promise<[Direction, SavedLanguageModel][]> {
  const found: [Direction, SavedLanguageModel][] = [];
  for (const direction of directionsOf(values)) {
    const folder = join(values.language_model, direction);
    if (!existsSync(folder))
      throw new FlagError(
        `--language_model ${values.language_model}: there is no model in ${folder}; run npm run pretrain, or use --directions`,
      );
    found.push([direction, await loadLanguageModel(folder)]);
  }
  return found;
}
