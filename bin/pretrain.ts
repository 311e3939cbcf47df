import './all-cores';
import { join } from 'node:path';
import { Command } from 'commander';
import { choice, defaultsOf, type FlagsOf, integer, number, text } from '../experiments/runs/flags';
import { movedLanguageModel } from '../experiments/systems/pretrained';
import { ready } from '../lib/backend';
import { stratifiedSplit } from '../lib/batches';
import { openDataFolder } from '../lib/corpus/data-folder';
import type { Direction } from '../lib/models';
import { PRETRAINED_TRAINING } from '../lib/models';
import {
  type CorpusSource,
  corpusStage,
  languageModelStage,
  PRETRAINING,
  tokenCorpus,
  vectorStage,
} from '../lib/pretraining';
import { showProgress } from '../lib/progress';
import { runCommand } from './command-line';
import { addFlags, givenFlags, underscored } from './flags';
import { STOPPED, sayStopping, withInterruptKey } from './interrupt-key';
import { count, print, say } from './say';

type PretrainValues = {
  data_dir: string;
  language_model: string;
  directions: 'both' | Direction;
  max_words: number;
  embedding_size: number;
  hidden_size: number;
  epochs: number;
  validation_split: number;
  random_state: number;
};

export const pretrainFlags: FlagsOf<PretrainValues> = {
  data_dir: text({
    default: 'data/aclImdb',
    placeholder: '<folder>',
    help: 'the data, in the formats of train; for IMDB, also the unlabeled reviews in train/unsup',
  }),
  language_model: text({
    default: 'checkpoints/language-model',
    fromEnvironment: movedLanguageModel,
    placeholder: '<folder>',
    help: 'the folder for the results of all stages; a finished stage is skipped',
  }),
  directions: choice({
    default: 'both',
    of: ['both', 'forward', 'backward'],
    help: 'which language models to train; two commands can train one each at the same time',
  }),
  max_words: integer({ default: PRETRAINING.maxWords, atLeast: 10, help: 'size of the vocabulary' }),
  embedding_size: integer({
    default: PRETRAINING.dimensions,
    atLeast: 1,
    help: 'dimensions of the embedding',
  }),
  hidden_size: integer({ default: PRETRAINING.units, atLeast: 1, help: 'units of the LSTM' }),
  epochs: number({
    default: PRETRAINING.epochs,
    above: 0,
    help: 'epochs of each language model',
  }),
  validation_split: number({
    default: PRETRAINED_TRAINING.validationShare,
    above: 0,
    below: 1,
    help: 'share of the labeled reviews to leave out, which train --model pretrained then validates on',
  }),
  random_state: integer({
    default: PRETRAINING.seed,
    atLeast: 0,
    atMost: 2 ** 31 - 1,
    help: 'seed of the split, the initial weights and the order of the reviews',
  }),
};

export function pretrainCommand(): Command {
  const program = new Command('npm run -s pretrain --')
    .description(
      'Pretrains language models on reviews, without their labels, for train --model pretrained. ' +
        'It resumes where an earlier call stopped.',
    )
    .option('--json', 'print one JSON object per line')
    .allowExcessArguments(false);
  return addFlags(program, pretrainFlags).action(async ({ json = false }) => {
    const values = { ...defaultsOf(pretrainFlags), ...givenFlags(program, pretrainFlags) } as PretrainValues;
    await ready();
    try {
      await withInterruptKey((signal) => pretrain(values, json, signal), sayStopping);
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error;
      say('Stopped. The same command resumes.');
      process.exit(STOPPED);
    }
  });
}

/** Pretrains the language models. Finished stages are skipped. */
export async function pretrain(values: PretrainValues, json: boolean, signal?: AbortSignal): Promise<void> {
  const config = {
    ...PRETRAINING,
    maxWords: values.max_words,
    dimensions: values.embedding_size,
    units: values.hidden_size,
    epochs: values.epochs,
    seed: values.random_state,
  };
  const events = {
    signal,
    progress: showProgress,
    onMetrics: (stage: string, metrics: { step: number; loss: number }) => {
      if (json) print({ event: 'step', stage, ...metrics });
    },
  };
  const root = values.language_model;
  const { source, validation } = await readReviewTexts(values, signal);
  const corpus = await corpusStage(root, source, config, events);
  const validationCorpus = await tokenCorpus(validation, { vocabulary: corpus.vocabulary, signal });
  say(
    `Data: ${count(corpus.ends.length)} reviews (${count(corpus.ids.length)} tokens) for training, ${count(validationCorpus.ends.length)} for validation`,
  );
  const vectors = await vectorStage(root, corpus, config, events);
  const directions: Direction[] =
    values.directions === 'both' ? ['forward', 'backward'] : [values.directions];
  for (const direction of directions) {
    const perplexity = await languageModelStage(
      root,
      direction,
      corpus,
      vectors,
      validationCorpus,
      config,
      events,
    );
    if (json) print({ event: 'done', direction, perplexity });
    else say(`Model saved in: ${join(root, direction)}, validation perplexity ${perplexity.toFixed(1)}`);
  }
}

/**
 * Returns the texts of the training and validation set, split as in `train --model pretrained`.
 */
async function readReviewTexts(
  { data_dir, validation_split: validationSplit, random_state: splitSeed }: PretrainValues,
  signal?: AbortSignal,
): Promise<{ source: CorpusSource; validation: string[] }> {
  const read = { signal, progress: showProgress('Reading reviews', 'reviews') };
  const data = openDataFolder(data_dir);
  const labeled = await data.train(read);
  const labels = labeled.map(({ label }) => label);
  const { train, validation } = stratifiedSplit(labels, validationSplit, splitSeed);
  const textOf = (at: number) => labeled[at]!.text;
  const texts = async () => {
    const unlabeled = (await data.unlabeled?.(read)) ?? [];
    return [...train.map(textOf), ...unlabeled.map(({ text }) => text)];
  };
  const source = { stamp: JSON.stringify(data.stamp()), validationSplit, splitSeed, texts };
  return { source, validation: validation.map(textOf) };
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(pretrainCommand(), argv);
}
