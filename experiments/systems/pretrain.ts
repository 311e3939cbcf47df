/** Pretraining of the language models that the system `pretrained` starts from. */
import { join } from 'node:path';
import { stratifiedSplit } from '../../lib/batches/split';
import { openData } from '../../lib/corpus/open-data';
import { type Direction, PRETRAINED_TRAINING } from '../../lib/models/pretrained';
import {
  type CorpusSource,
  corpusStage,
  languageModelStage,
  PRETRAINING,
  type PretrainingConfig,
  type StageEvents,
  vectorStage,
} from '../../lib/pretraining/stages';
import { type TokenCorpus, tokenCorpus } from '../../lib/pretraining/token-corpus';
import { type DataValues, dataFlags, dataOptions } from '../runs/data-flags';
import { choice, FlagError, type FlagsOf, integer, number, text } from '../runs/flags';
import { requireMemory } from '../runs/model-size';
import { movedLanguageModel } from './pretrained';

/** The values of the flags of `npm run pretrain`. */
export type PretrainValues = DataValues & {
  language_model: string;
  directions: 'both' | Direction;
  max_words: number;
  embedding_size: number;
  hidden_size: number;
  epochs: number;
  validation_split: number;
  random_state: number;
};

/** The flags of `npm run pretrain`. */
export const pretrainFlags: FlagsOf<PretrainValues> = {
  ...dataFlags('data/aclImdb'),
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

/** Callbacks of pretraining. */
export interface PretrainEvents extends StageEvents {
  /** Receives how the data were read, and what was not, in lines. */
  onRead?: (notes: readonly string[]) => void;
  /** Receives the number of reviews and tokens to train on, and of reviews to validate on. */
  onData?: (data: { train: number; tokens: number; validation: number }) => void;
  /** Receives each trained language model: its folder and its perplexity on the validation set. */
  onTrained?: (model: { direction: Direction; folder: string; perplexity: number }) => void;
}

/**
 * Pretrains the language models. Finished stages are skipped.
 *
 * @throws like the stages, and an `AbortError` when `events.signal` stops it
 */
export async function pretrain(values: PretrainValues, events: PretrainEvents = {}): Promise<void> {
  const config = {
    ...PRETRAINING,
    maxWords: values.max_words,
    dimensions: values.embedding_size,
    units: values.hidden_size,
    epochs: values.epochs,
    seed: values.random_state,
  };
  const root = values.language_model;
  requireMemory(values);
  const { source, validation } = await readReviewTexts(values, events);
  const corpus = await corpusStage(root, source, config, events);
  requireTokens(corpus, config);
  requireMemory(values, { vocabulary: corpus.vocabulary.words.length });
  const { vocabulary } = corpus;
  const validationCorpus = await tokenCorpus(validation, { vocabulary, signal: events.signal });
  events.onData?.({
    train: corpus.ends.length,
    tokens: corpus.ids.length,
    validation: validationCorpus.ends.length,
  });
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
    events.onTrained?.({ direction, folder: join(root, direction), perplexity });
  }
}

/** @throws FlagError when the tokens do not fill one batch, before the vectors are trained */
function requireTokens({ ids }: TokenCorpus, { streams, timeSteps, epochs }: PretrainingConfig): void {
  const batches = Math.max(1, Math.ceil(0.5 / epochs)); // of an epoch, for one step
  const needed = batches * streams * timeSteps;
  if (ids.length >= needed) return;
  const number = (n: number) => n.toLocaleString('en-US');
  throw new FlagError(
    `${number(ids.length)} tokens are too few to pretrain on: at least ${number(needed)} are needed, ` +
      `${batches === 1 ? 'one batch' : `${batches} batches`} of ${streams} streams of ${timeSteps} tokens`,
  );
}

/**
 * Returns the texts of the training and validation set, split as in `train --model pretrained`.
 */
async function readReviewTexts(
  values: PretrainValues,
  { signal, progress, onRead }: PretrainEvents,
): Promise<{ source: CorpusSource; validation: string[] }> {
  const { validation_split: validationSplit, random_state: splitSeed } = values;
  const read = { signal, progress: progress?.('Reading reviews', 'bytes') };
  const data = await openData(values.data, dataOptions(values));
  const labeled = await data.train(read);
  onRead?.(data.notes());
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
