/**
 * From unlabelled texts to a language model, in stages, each of which leaves a folder: `corpus`, `vectors`, `forward`, `backward`.
 * A stage whose folder is there is done; a language model that was stopped goes on from where it was saved last.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { tf } from '../backend';
import { buildFolder } from '../datasets/replace-folder';
import type { Progress } from '../progress';
import { derivedSeed } from '../seeds';
import { adam, warmUpThenLinear } from '../training/optimizers';
import { loadStored, storeVectors, type WordVectors } from '../vectors';
import { loadTokenCorpus, saveTokenCorpus } from './corpus-files';
import { type LanguageModel, languageModel } from './language-model';
import { loadLanguageModel, saveLanguageModel } from './language-model-files';
import { type TokenCorpus, tokenCorpus } from './token-corpus';
import { batchesInEpoch } from './token-streams';
import { trainLanguageModel } from './train-language-model';
import { learnVectors, tableOf } from './word-vectors';

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
  time: number;
  learningRate: number;
  warmUp: number;
  /** The share of the steps until which the learning rate stays at its height. */
  flat: number;
  /** The share of the learning rate that is left in the end. */
  end: number;
  /** How often the forward language model reads the texts. */
  epochs: number;
  /** How often the backward one does, which starts from the other. */
  backwardEpochs: number;
  seed: number;
}

/** What was tried and found good for IMDB's 75,000 reviews on two cores. */
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
  time: 100,
  learningRate: 2e-3,
  warmUp: 200,
  flat: 0.3,
  end: 0.02,
  epochs: 1,
  backwardEpochs: 0.75,
  seed: 0,
};

export interface StageEvents {
  /** Returns what shows how far work of that title is. */
  progress?: (title: string, unit: string) => Progress;
  /** Is told how a language model does: mean loss in nats. */
  onMeasured?: (stage: string, measured: { step: number; loss: number }) => void;
  signal?: AbortSignal;
}

/** Steps between two savings of a language model. */
const SAVE_EVERY = 200;

/** Returns the texts as ids of their own vocabulary: stage `corpus`. */
export async function corpusStage(
  root: string,
  texts: () => Promise<readonly string[]>,
  { maxWords }: PretrainingConfig,
  { progress, signal }: StageEvents = {},
): Promise<TokenCorpus> {
  const folder = join(root, 'corpus');
  if (!existsSync(folder)) {
    const read = await texts();
    const corpus = await tokenCorpus(read, {
      maxWords,
      signal,
      progress: progress?.('Looking up words', 'texts'),
    });
    await buildFolder(folder, (ready) => saveTokenCorpus(ready, corpus));
  }
  return loadTokenCorpus(folder);
}

/** Returns the words' vectors, learnt by skip-gram: stage `vectors`. */
export async function vectorStage(
  root: string,
  corpus: TokenCorpus,
  config: PretrainingConfig,
  { progress, signal }: StageEvents = {},
): Promise<WordVectors> {
  const folder = join(root, 'vectors');
  if (!existsSync(folder)) {
    const { dimensions, window, negatives, subsample, vectorEpochs: epochs, seed } = config;
    const vectors = await learnVectors(corpus, {
      ...{ model: 'skip-gram', dimensions, window, negatives, subsample, epochs },
      ...{
        seed: derivedSeed(seed, 'vectors'),
        signal,
        progress: progress?.('Learning word vectors', 'words'),
      },
    });
    await buildFolder(folder, (ready) => storeVectors(ready, vectors.words, vectors.matrix, dimensions));
  }
  return loadStored(folder, 'vectors');
}

/**
 * Returns a language model that reads in a direction: stage `forward` or `backward`.
 *
 * @param start the vectors it starts from, or the language model
 */
export async function languageModelStage(
  root: string,
  direction: 'forward' | 'backward',
  corpus: TokenCorpus,
  start: WordVectors | LanguageModel,
  config: PretrainingConfig,
  { progress, onMeasured, signal }: StageEvents = {},
): Promise<LanguageModel> {
  const folder = join(root, direction);
  const saved = existsSync(folder) ? await loadLanguageModel(folder) : undefined;
  const { streams, time, learningRate, warmUp, seed } = config;
  const backwards = direction === 'backward';
  const perEpoch = batchesInEpoch(corpus, { streams, time, seed });
  const steps = Math.round(perEpoch * (backwards ? config.backwardEpochs : config.epochs));
  if (saved && saved.record.step >= steps) return saved.model;
  const model = saved?.model ?? startModel(corpus, start, config);
  const optimizer = adam({
    learningRate: warmUpThenLinear({
      ...{ peak: learningRate, warmUp: Math.min(warmUp, Math.floor(0.1 * steps)), steps },
      ...{ flatUntil: Math.round(config.flat * steps), end: config.end * learningRate },
    }),
    beta2: 0.99,
    lazy: true,
  });
  const resume = saved && { step: saved.record.step, state: await saved.resume(optimizer) };
  const curve = (saved?.record.about['curve'] as { step: number; loss: number }[] | undefined) ?? [];
  const started = performance.now();
  const before = (saved?.record.about['seconds'] as number | undefined) ?? 0;
  await trainLanguageModel({
    ...{ model, corpus, optimizer, steps, resume, streams, time, backwards, signal },
    seed: derivedSeed(seed, direction),
    progress: progress?.(`Reading ${direction}s`, 'steps'),
    onMeasured(measured) {
      curve.push(measured);
      onMeasured?.(direction, measured);
    },
    async onStep(step, state) {
      if (step % SAVE_EVERY !== 0 && step !== steps && !signal?.aborted) return;
      const seconds = before + (performance.now() - started) / 1000;
      const training = step < steps ? { optimizer, state } : undefined;
      const about = { direction, ...config, seconds, curve };
      await saveLanguageModel(folder, model, corpus.vocabulary, { step, about }, training);
    },
  });
  return model;
}

function startModel(
  { vocabulary }: TokenCorpus,
  start: WordVectors | LanguageModel,
  { dimensions, units, deviation, seed }: PretrainingConfig,
): LanguageModel {
  const config = { words: vocabulary.words.length, dimensions, units, seed };
  if ('matrix' in start) return languageModel(config, tableOf(vocabulary.words, start, deviation));
  const model = languageModel(config, start.embeddings);
  model.wordBias.set(start.wordBias);
  tf.tidy(() => {
    for (const [name, variable] of Object.entries(model.weights))
      variable.assign(start.weights[name as keyof LanguageModel['weights']] as never);
  });
  return model;
}
