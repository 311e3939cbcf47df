import './all-cores';
import { join } from 'node:path';
import { Command } from 'commander';
import { choice, defaultsOf, type FlagsOf, integer, number, text } from '../experiments/systems/flags';
import { ready } from '../lib/backend';
import { stratifiedSplit } from '../lib/batches';
import { openDataFolder } from '../lib/corpus/data-folder';
import type { Direction } from '../lib/models';
import { PRETRAINED_TRAINING } from '../lib/models';
import { corpusStage, languageModelStage, PRETRAINING, tokenCorpus, vectorStage } from '../lib/pretraining';
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
  random_state: number;
};

export const pretrainFlags: FlagsOf<PretrainValues> = {
  data_dir: text({
    default: 'data/aclImdb',
    placeholder: '<folder>',
    help: 'texts: as train takes them; of IMDB also train/unsup',
  }),
  language_model: text({
    default: 'checkpoints/language-model',
    placeholder: '<folder>',
    help: 'where each stage leaves what it made; those that are there are not made again',
  }),
  directions: choice({
    default: 'both',
    of: ['both', 'forward', 'backward'],
    help: 'which language models are made; two commands can make one each at the same time',
  }),
  max_words: integer({ default: PRETRAINING.maxWords, atLeast: 10, help: 'words of the vocabulary' }),
  embedding_size: integer({
    default: PRETRAINING.dimensions,
    atLeast: 1,
    help: 'length of a word vector',
  }),
  hidden_size: integer({ default: PRETRAINING.units, atLeast: 1, help: 'size of the LSTM' }),
  epochs: number({
    default: PRETRAINING.epochs,
    above: 0,
    help: 'times that a language model reads the texts',
  }),
  random_state: integer({
    default: PRETRAINING.seed,
    atLeast: 0,
    atMost: 2 ** 31 - 1,
    help: 'decides initial weights and the order of the texts',
  }),
};

export function pretrainCommand(): Command {
  const program = new Command('npm run -s pretrain --')
    .description(
      'Trains language models on texts without labels, for `train --model pretrained` to start from. ' +
        'It goes on where an earlier call was stopped.',
    )
    .option('--json', 'print a JSON object a line')
    .allowExcessArguments(false);
  return addFlags(program, pretrainFlags).action(async ({ json = false }) => {
    const values = { ...defaultsOf(pretrainFlags), ...givenFlags(program, pretrainFlags) } as PretrainValues;
    await ready();
    try {
      await withInterruptKey((signal) => pretrain(values, json, signal), sayStopping);
    } catch (error) {
      if ((error as Error).name !== 'AbortError') throw error;
      say(`Stopped. The same command goes on.`);
      process.exit(STOPPED);
    }
  });
}

/** Makes the language models, or goes on making them. */
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
  const texts = await readTexts(values.data_dir, signal);
  const corpus = await corpusStage(root, texts.toRead, config, events);
  const held = await tokenCorpus(texts.validation, { vocabulary: corpus.vocabulary, signal });
  say(
    `Texts: ${count(corpus.ends.length)} of ${count(corpus.ids.length)} words to read, ${count(held.ends.length)} held out`,
  );
  const vectors = await vectorStage(root, corpus, config, events);
  const directions: Direction[] =
    values.directions === 'both' ? ['forward', 'backward'] : [values.directions];
  for (const direction of directions) {
    const perplexity = await languageModelStage(root, direction, corpus, vectors, held, config, events);
    if (json) print({ event: 'done', direction, perplexity });
    else say(`Model in: ${join(root, direction)}, perplexity ${perplexity.toFixed(1)} on texts held out`);
  }
}

/** Returns what reads the texts to learn from, and the texts that `train --model pretrained` holds out to choose by. */
async function readTexts(dir: string, signal?: AbortSignal) {
  const read = { signal, progress: showProgress('Reading texts', 'texts') };
  const data = openDataFolder(dir);
  const labeled = await data.train(read);
  const { train, validation } = stratifiedSplit(
    labeled.map(({ label }) => label),
    PRETRAINED_TRAINING.validationShare,
    0,
  );
  const textOf = (at: number) => labeled[at]!.text;
  return {
    validation: validation.map(textOf),
    async toRead(): Promise<string[]> {
      const unlabeled = (await data.unlabeled?.(read)) ?? [];
      return [...train.map(textOf), ...unlabeled.map(({ text }) => text)];
    },
  };
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(pretrainCommand(), argv);
}
