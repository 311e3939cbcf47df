/**
 * From texts without labels to language models, in stages. Each stage leaves a folder: `corpus`,
 * `vectors`, `forward`, `backward`, with a record of its inputs. A stage whose folder is there is
 * done, if its inputs are the same. A language model that was stopped goes on from its last save.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tf } from '../backend';
import { buildFolder, putBack } from '../files/replace-folder';
import { derivedSeed } from '../layers/seeds';
import type { Direction } from '../models/pretrained';
import { adam } from '../optimizers/adam';
import { warmUpThenLinear } from '../optimizers/schedules';
import type { Progress } from '../progress';
import { loadStored, storeVectors } from '../vectors/store';
import type { WordVectors } from '../vectors/word-vectors';
import { loadTokenCorpus, saveTokenCorpus } from './corpus-files';
import { type LanguageModel, languageModel, weightsOf } from './language-model';
import { loadLanguageModel, saveLanguageModel } from './language-model-files';
import { perplexity } from './perplexity';
import { type Inputs, isDone, readInputs, requireSameInputs, writeInputs } from './stage-inputs';
import { type TokenCorpus, tokenCorpus } from './token-corpus';
import { batchesInEpoch } from './token-streams';
import { trainLanguageModel } from './train-language-model';
import { learnVectors, tableOf } from './word-vectors';

/** Hyperparameters of pretraining: word vectors first, then language models. */
export interface PretrainingConfig {
  /** Words of the vocabulary, beside the two reserved ids. */
  maxWords: number;
  /** Numbers in a word's vector. */
  dimensions: number;
  /** Words to each side that skip-gram predicts. */
  window: number;
  negatives: number;
  subsample: number;
  /** How often skip-gram reads the texts. */
  vectorEpochs: number;
  /** Standard deviation of the numbers in the vectors that a language model starts from. */
  deviation: number;
  /** Of the LSTM. */
  units: number;
  streams: number;
  timeSteps: number;
  learningRate: number;
  warmUp: number;
  /** The share of the steps until which the learning rate stays at its height. */
  flat: number;
  /** The share of the learning rate that is left in the end. */
  end: number;
  /** How often each language model reads the texts. */
  epochs: number;
  seed: number;
}

/** What the recorded runs on IMDB were made with. */
export const PRETRAINING: PretrainingConfig = {
  maxWords: 20_000,
  dimensions: 128,
  window: 5,
  negatives: 5,
  subsample: 1e-4,
  vectorEpochs: 2,
  deviation: 0.15,
  units: 256,
  streams: 64,
  timeSteps: 100,
  learningRate: 2e-3,
  warmUp: 200,
  flat: 0.3,
  end: 0.02,
  epochs: 2.5,
  seed: 0,
};

/** Callbacks of a stage of pretraining. */
export interface StageEvents {
  /** Returns what shows how far work of that title is. */
  progress?: (title: string, unit: string) => Progress;
  /** Is told how a language model does: mean loss in nats. */
  onMetrics?: (stage: string, measured: { step: number; loss: number }) => void;
  signal?: AbortSignal;
}

/** Steps between two savings of a language model. */
const SAVE_EVERY = 200;

/** Where the texts of a corpus come from. */
export interface CorpusSource {
  /** Changes with the data. */
  stamp: string;
  /**
   * The share of the labeled reviews in the validation set, and the seed of the split: their texts
   * are left out.
   */
  validationSplit: number;
  splitSeed: number;
  texts(): Promise<readonly string[]>;
}

/**
 * Returns the texts as ids of their own vocabulary: stage `corpus`. @throws when it was made from
 * other inputs
 */
export async function corpusStage(
  root: string,
  { stamp, validationSplit, splitSeed, texts }: CorpusSource,
  { maxWords }: PretrainingConfig,
  { progress, signal }: StageEvents = {},
): Promise<TokenCorpus> {
  const folder = join(root, 'corpus');
  const inputs = { stamp, validationSplit, splitSeed, maxWords };
  if (await isDone(folder, inputs)) return loadTokenCorpus(folder);
  const started = performance.now();
  const corpus = await tokenCorpus(await texts(), {
    maxWords,
    signal,
    progress: progress?.('Looking up tokens', 'texts'),
  });
  await buildFolder(folder, async (ready) => {
    await saveTokenCorpus(ready, corpus);
    await writeInputs(ready, inputs, (performance.now() - started) / 1000);
  });
  return loadTokenCorpus(folder);
}

/**
 * Returns word vectors of the corpus, trained by skip-gram: stage `vectors`. @throws when it was
 * made from other inputs
 */
export async function vectorStage(
  root: string,
  corpus: TokenCorpus,
  config: PretrainingConfig,
  { progress, signal }: StageEvents = {},
): Promise<WordVectors> {
  const folder = join(root, 'vectors');
  const { dimensions, window, negatives, subsample, vectorEpochs: epochs, seed } = config;
  const options = { dimensions, window, negatives, subsample, epochs };
  const inputs = { corpus: await readInputs(join(root, 'corpus')), ...options, seed };
  if (await isDone(folder, inputs))
    return loadStored(folder, 'vectors', 'remove the folder and pretrain again');
  const started = performance.now();
  const vectors = await learnVectors(corpus, {
    model: 'skip-gram',
    ...options,
    seed: derivedSeed(seed, 'vectors'),
    signal,
    progress: progress?.('Training word vectors', 'words'),
  });
  await buildFolder(folder, async (ready) => {
    await storeVectors(ready, vectors.words, vectors.matrix, dimensions);
    await writeInputs(ready, inputs, (performance.now() - started) / 1000);
  });
  return loadStored(folder, 'vectors', 'remove the folder and pretrain again');
}

/**
 * Makes a language model that reads in a direction, stage `forward` or `backward`, and returns its
 * perplexity on texts that it was not trained on.
 *
 * @param vectors what its words begin with
 * @param validationCorpus texts to measure it on in the end
 */
export async function languageModelStage(
  root: string,
  direction: Direction,
  corpus: TokenCorpus,
  vectors: WordVectors,
  validationCorpus: TokenCorpus,
  config: PretrainingConfig,
  { progress, onMetrics, signal }: StageEvents = {},
): Promise<number> {
  const folder = join(root, direction);
  putBack(folder);
  const saved = existsSync(folder) ? await loadLanguageModel(folder) : undefined;
  const about = { direction, ...config, seconds: 0, curve: [], ...saved?.record.about } as About;
  const { streams, timeSteps, learningRate, warmUp, seed } = config;
  const inputs = { vectors: await readInputs(join(root, 'vectors')), direction, ...config };
  if (saved) requireSameInputs(folder, about.inputs, inputs);
  about.inputs = inputs;
  const backwards = direction === 'backward';
  const perEpoch = batchesInEpoch(corpus, { streams, timeSteps, seed });
  const steps = Math.round(perEpoch * config.epochs);
  const model = saved?.model ?? startModel(corpus, vectors, config);
  try {
    if (!saved || saved.record.step < steps) {
      const optimizer = adam({
        learningRate: warmUpThenLinear({
          ...{ peak: learningRate, warmUp: Math.min(warmUp, Math.floor(0.1 * steps)), steps },
          ...{ flatUntil: Math.round(config.flat * steps), end: config.end * learningRate },
        }),
        beta2: 0.99,
        sparse: true,
      });
      const resume = saved && { step: saved.record.step, state: await saved.resume(optimizer) };
      const started = performance.now();
      const before = about.seconds;
      await trainLanguageModel({
        ...{ model, corpus, optimizer, steps, resume, streams, timeSteps, backwards, signal },
        seed: derivedSeed(seed, direction),
        progress: progress?.(`Reading ${direction}s`, 'steps'),
        onMetrics(metrics) {
          about.curve.push(metrics);
          onMetrics?.(direction, metrics);
        },
        async onStep(step, state) {
          if (step % SAVE_EVERY !== 0 && step !== steps && !signal?.aborted) return;
          about.seconds = before + (performance.now() - started) / 1000;
          const training = step < steps ? { optimizer, state } : undefined;
          await saveLanguageModel(folder, model, corpus.vocabulary, { step, about: { ...about } }, training);
        },
      });
    }
    if (about.perplexity === undefined) {
      const measuring = progress?.('Measuring', 'batches');
      about.perplexity = await perplexity(model, validationCorpus, {
        backwards,
        signal,
        progress: measuring,
      });
      await saveLanguageModel(folder, model, corpus.vocabulary, { step: steps, about: { ...about } });
    }
    return about.perplexity;
  } finally {
    tf.dispose(weightsOf(model));
  }
}

/** What a language model's folder says of its training. */
type About = PretrainingConfig & {
  direction: Direction;
  seconds: number;
  curve: { step: number; loss: number }[];
  /** What it was made from. */
  inputs?: Inputs;
  /** Once it is trained. */
  perplexity?: number;
};

function startModel(
  { vocabulary: { words } }: TokenCorpus,
  vectors: WordVectors,
  { dimensions, units, deviation, seed }: PretrainingConfig,
): LanguageModel {
  return languageModel(
    { vocabularySize: words.length, dimensions, units, seed },
    tableOf(words, vectors, deviation),
  );
}
