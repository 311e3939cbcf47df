/** Readers of the formats that this project writes. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exercise, findExercises } from '../../course/exercises/catalog';
import { keptGrades } from '../../course/grading/kept-grades';
import { readProgress } from '../../course/learn/progress';
import { readNotebook, writeNotebook } from '../../course/notebooks/notebook';
import { cellLines, notebookSources } from '../../course/notebooks/source';
import { type ResultRecord, readResults, resultsFolder } from '../../experiments/results/record';
import {
  loadPrepared,
  type Prepared,
  readExamples,
  storePrepared,
  writeExamples,
} from '../../experiments/runs/prepared-files';
import { type RefitRecord, readRefit, writeRefit } from '../../experiments/tuning/record';
import { openStudy, type Study } from '../../experiments/tuning/study';
import { readTrialResult, type TrialResult } from '../../experiments/tuning/trial-result';
import { ready, tf } from '../../lib/backend';
import {
  bestCheckpoint,
  latestCheckpoint,
  loadCheckpoint,
  readRecord,
  saveCheckpoint,
} from '../../lib/checkpoints';
import { createClassifier, loadClassifier } from '../../lib/classifier';
import { install, sourceOf } from '../../lib/datasets';
import { embedding, fastLstm, meanOverTime } from '../../lib/layers';
import { adam } from '../../lib/optimizers';
import { loadLanguageModel, saveLanguageModel } from '../../lib/pretraining';
import { loadTokenCorpus, saveTokenCorpus } from '../../lib/pretraining/corpus-files';
import { languageModel, weightsOf, zeroState } from '../../lib/pretraining/language-model';
import { openResumable } from '../../lib/scoring/resumable-file';
import { buildVocabulary, readVocabulary, tokenizer, type Vocabulary, vocabularyJson } from '../../lib/text';
import { readBody, readManifest, requireResults, unitsOf, writeManifest, writeResult } from '../../lib/units';
import { loadStored, storeVectors, type WordVectors } from '../../lib/vectors';
import { load } from '../../runtime';
import { quantized, readModel, writeModel } from '../../runtime/model-file';
import { examplesFor, vectorsFor } from '../models/sentences';
import { sentenceCorpus } from '../pretraining/corpus';
import { SMALL_MODEL } from '../runtime/small-model';
import { type Reader, reader } from './reader';

const TEXTS = ['A warm and generous film.', 'The plot makes no sense.'];
const VOCABULARY = buildVocabulary([
  ['a', 'warm', 'film'],
  ['the', 'plot', 'a'],
]);
const words = ({ words, counts }: Vocabulary) => ({ words, counts });
const strings = (values: ArrayLike<number>) => Array.from(values, String); // JSON has no NaN

function smallModel(): tf.Sequential {
  return tf.sequential({
    layers: [
      embedding({ inputDim: VOCABULARY.words.length, outputDim: 3, seed: 1 }),
      fastLstm({ units: 2, returnSequences: true, seed: 2 }),
      meanOverTime(),
      tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }) }),
    ],
  });
}

async function writeCheckpoint(folder: string): Promise<void> {
  await ready();
  const model = smallModel();
  const optimizer = tf.train.adam(0.01);
  const parts = {
    model,
    tokenizer: tokenizer(),
    lookup: VOCABULARY,
    classes: ['negative', 'positive'],
    maxLength: 5,
    temperature: 1.25,
  };
  const record = {
    ...{ system: 'simple', config: { units: 2 }, step: 7, classes: parts.classes },
    ...{ tokenizer: 'words' as const, maxLength: 5, temperature: 1.25 },
    run: {
      flags: { seed: 1 },
      data: { folder: 'data', train: 9, validation: 3, digest: 'abc' },
      validation: [{ step: 7, loss: 0.5, accuracy: 0.75 }],
      summaries: 'logs/1',
    },
    metrics: { validationLoss: 0.5 },
  };
  await saveCheckpoint(folder, model, record, { optimizer, vocabulary: VOCABULARY });
  model.dispose();
  optimizer.dispose();
}

async function predictions(folder: string): Promise<unknown> {
  const before = tf.engine().startScope();
  try {
    const { model, ...classifier } = await loadClassifier(folder);
    const found = await createClassifier({ ...classifier, model }).predict(TEXTS);
    model.dispose();
    return found.map(({ label, probability, ...counts }) => ({
      label,
      probability: String(probability),
      ...counts,
    }));
  } finally {
    tf.engine().endScope(before as never);
  }
}

/** The rules of predictions: probabilities, and known classes. */
function brokenPredictions(found: unknown): string | undefined {
  for (const { probability } of found as { probability: string }[])
    if (!(Number(probability) >= 0 && Number(probability) <= 1)) return `a probability of ${probability}`;
  return undefined;
}

/** Makes a record as an earlier version wrote it: without digests of its own. */
function asEarlier(file: string, format: number, drop: readonly string[] = ['sha256']): void {
  const record = JSON.parse(readFileSync(file, 'utf8'));
  for (const key of drop) delete record[key];
  writeFileSync(file, JSON.stringify({ ...record, format }));
}

const UNITS = { kind: 'score', shared: { model: 'a' }, units: [{ rows: 2 }], output: { header: 'x' } };
const UNIT = unitsOf(UNITS)[0]!.digest;

const CHECKPOINT = ['checkpoint.json', 'model.json', 'weights.bin', 'vocabulary.json'];

async function writeStored(folder: string): Promise<void> {
  await storeVectors(
    folder,
    ['the', 'film', 'naïve', 'a'],
    Float32Array.from({ length: 12 }, (_, at) => at / 4),
    3,
  );
}

const shown = (vectors: WordVectors) => ({
  numbers: strings(vectors.matrix),
  words: vectors.words,
  ids: ['the', 'film', 'naïve', 'a', 'zzz'].map((word) => vectors.idOf(word) ?? null),
});

async function writeLanguageModel(folder: string): Promise<void> {
  await ready();
  const { vocabulary } = await sentenceCorpus();
  const sizes = { vocabularySize: vocabulary.words.length, dimensions: 2, units: 2, seed: 3 };
  const numbers = Float32Array.from({ length: 2 * sizes.vocabularySize }, (_, at) => Math.sin(at));
  const model = languageModel(sizes, numbers);
  const optimizer = adam({ learningRate: 0.01, sparse: true });
  const training = { optimizer, state: zeroState(model, 2) };
  await saveLanguageModel(folder, model, vocabulary, { step: 3, about: { seed: 1 } }, training);
  tf.dispose([weightsOf(model), training.state.h, training.state.c] as tf.TensorContainer);
  optimizer.dispose();
}

async function languageModelIn(folder: string) {
  const { model, vocabulary, record } = await loadLanguageModel(folder);
  const weights = Object.entries(weightsOf(model)).map(([name, value]) => [
    name,
    strings((value as tf.Tensor).dataSync()),
  ]);
  tf.dispose(weightsOf(model));
  return { weights, record, ...words(vocabulary) };
}

async function corpusIn(folder: string) {
  const { ids, ends, vocabulary } = await loadTokenCorpus(folder);
  return { ids: [...ids], ends: [...ends], ...words(vocabulary) };
}

/** The rules of a corpus: ids of its vocabulary, and ends that rise to the number of ids. */
function brokenCorpus({ ids, ends, words }: Awaited<ReturnType<typeof corpusIn>>): string | undefined {
  if (!ids.every((id) => id >= 0 && id < words.length)) return 'an id is out of range';
  if (!ends.every((end, at) => end >= (ends[at - 1] ?? 0))) return 'an end falls';
  return (ends.at(-1) ?? 0) === ids.length ? undefined : 'the last end';
}

async function preparedExamples(): Promise<Prepared> {
  const train = await examplesFor(vectorsFor('fuzz'));
  const report = { texts: 32, unread: 0, glued: 0, letters: 0, tokenizer: 'words' as const };
  return {
    ...{ train, validation: { ...train, ids: [], labels: new Int32Array() }, test: train },
    ...{ longest: 12, truncated: 0, report, vocabulary: VOCABULARY },
  };
}

const PREPARED = [
  'train-ids.npy',
  'train-lengths.npy',
  'test-labels.npy',
  'vocabulary.json',
  'prepared.json',
];
const examples = ({ ids, labels, classes }: Prepared['train']) => ({
  ids: ids.map((row) => [...row]),
  labels: [...labels],
  classes,
});

/** Runs with the data folder in this one. */
async function inDataFolder<T>(folder: string, work: () => T | Promise<T>): Promise<T> {
  const before = process.env.SENTIMENT_DATA_DIR;
  process.env.SENTIMENT_DATA_DIR = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.SENTIMENT_DATA_DIR;
    else process.env.SENTIMENT_DATA_DIR = before;
  }
}

const aResult = () => join(resultsFolder(), 'simple-original-0.json');

const TRIAL_UNIT = 'ab'.repeat(32);
const A_TRIAL: TrialResult = {
  ...{ format: 1, step: 3, steps: 9, finished: false, loss: 0.6, accuracy: 0.7, bestStep: 3 },
  validation: [{ step: 3, loss: 0.6, accuracy: 0.7 }],
  ...{ trainableParameters: 12, seconds: 1.5, run: 'runs/a/1', backend: 'cpu', date: '2026-01-01' },
};
const A_REFIT: RefitRecord = {
  ...{ format: 1, trial: 3, seed: 0, hyperparameters: { learning_rate: 0.01, optimizer: 'adam' } },
  ...{ steps: 9, checkpoint: 'refit/1/step-9', earlierTests: 0, date: '2026-01-01' },
  test: { n: 9, accuracy: 0.7, standardError: 0.1, loss: 0.6, baseline: 0.5, macroF1: 0.7 },
};

const STUDY: Study = {
  ...{ system: 'simple', rungs: 2, eta: 3, searchSeed: 0, seeds: [0, 1] },
  flags: {
    data: 'texts.csv',
    random_state: 0,
    optimizer: 'adam',
    leave_out: null,
  } as object as Study['flags'],
  space: { learning_rate: { kind: 'number', from: 1e-4, to: 1e-2, scale: 'log' } },
};
const STUDY_DATA = { labels: TRIAL_UNIT, examples: 'cd'.repeat(32) };

const [EXERCISE] = findExercises(['01']) as [Exercise];
const ANSWERS = new Map([[EXERCISE.name, { code: 'export {};' }]]);
const gradesIn = (folder: string) =>
  keptGrades(folder, 'anna', ANSWERS, 'grading', { seconds: 1, megabytes: 9 });

/** The readers of formats of our own. */
export const OWN_FORMATS: readonly Reader[] = [
  reader({
    name: 'stored vectors',
    files: ['vectors.npy', 'words.txt', 'words.npy', 'vectors.json'],
    write: writeStored,
    read: async (folder) => shown(await loadStored(folder, 'stored')),
    judge: 'digests',
  }),
  reader({
    name: 'stored vectors, earlier version',
    files: ['vectors.npy', 'words.txt', 'words.npy'],
    async write(folder) {
      await writeStored(folder);
      rmSync(join(folder, 'vectors.json'));
    },
    read: async (folder) => shown(await loadStored(folder, 'stored')),
    judge: ({ numbers, words }) =>
      !numbers.every((number) => Number.isFinite(Number(number)))
        ? 'a number is not finite'
        : words.some((word) => word.includes('\ufffd'))
          ? 'a word is no UTF-8'
          : undefined,
  }),
  reader({
    name: 'vocabulary.json',
    files: ['vocabulary.json'],
    write: async (folder) => writeFileSync(join(folder, 'vocabulary.json'), vocabularyJson(VOCABULARY)),
    read: async (folder) => words(await readVocabulary(join(folder, 'vocabulary.json'))),
    judge({ words, counts }) {
      if (!words.every((word) => typeof word === 'string')) return 'a word is no text';
      if (new Set(words).size !== words.length) return 'a word is there twice';
      return counts.every((count) => Number.isInteger(count) && count >= 0) ? undefined : 'a count is none';
    },
  }),
  reader({
    name: 'checkpoint',
    alone: true,
    files: [...CHECKPOINT, 'optimizer.bin'],
    write: writeCheckpoint,
    read: predictions,
    judge: 'digests',
  }),
  reader({
    name: 'checkpoint, earlier version',
    alone: true,
    files: CHECKPOINT,
    async write(folder) {
      await writeCheckpoint(folder);
      asEarlier(join(folder, 'checkpoint.json'), 3);
    },
    read: predictions,
    judge: brokenPredictions,
  }),
  reader({
    name: 'run folder',
    files: ['step-7/checkpoint.json', 'step-8/checkpoint.json', 'step-8/optimizer.bin'],
    async write(folder) {
      await writeCheckpoint(join(folder, 'step-7'));
      cpSync(join(folder, 'step-7'), join(folder, 'step-8'), { recursive: true });
    },
    async read(folder) {
      const places = [await bestCheckpoint(folder), await latestCheckpoint(folder)];
      const records = await Promise.all(places.map((place) => readRecord(place)));
      const { model, restoreOptimizer } = await loadCheckpoint(join(folder, 'step-8'));
      const optimizer = tf.train.adam(0.01);
      await restoreOptimizer(optimizer);
      model.dispose();
      optimizer.dispose();
      return { places: places.map((place) => place.slice(folder.length)), records };
    },
    judge: 'digests',
  }),
  reader({
    name: 'language model',
    files: ['language-model.json', 'weights.bin', 'vocabulary.json', 'optimizer.bin', 'state.bin'],
    write: writeLanguageModel,
    read: languageModelIn,
    judge: 'digests',
  }),
  reader({
    name: 'language model, earlier version',
    files: ['language-model.json', 'weights.bin', 'vocabulary.json'],
    async write(folder) {
      await writeLanguageModel(folder);
      asEarlier(join(folder, 'language-model.json'), 1, ['sha256', 'files']);
    },
    read: languageModelIn,
    judge: ({ weights }) =>
      weights.every(([, values]) => (values as string[]).every((value) => Number.isFinite(Number(value))))
        ? undefined
        : 'a weight is not finite',
  }),
  reader({
    name: 'token corpus',
    files: ['ids.npy', 'ends.npy', 'vocabulary.json', 'corpus.json'],
    write: async (folder) => saveTokenCorpus(folder, await sentenceCorpus()),
    read: corpusIn,
    judge: 'digests',
  }),
  reader({
    name: 'token corpus, earlier version',
    files: ['ids.npy', 'ends.npy', 'vocabulary.json'],
    async write(folder) {
      await saveTokenCorpus(folder, await sentenceCorpus());
      rmSync(join(folder, 'corpus.json'));
    },
    read: corpusIn,
    judge: brokenCorpus,
  }),
  reader({
    name: 'prepared files',
    files: PREPARED.map((name) => `prepared/simple/${name}`),
    write: async (folder) => storePrepared(folder, 'simple', 'key', await preparedExamples()),
    async read(folder) {
      const found = await loadPrepared(folder, 'simple', 'key');
      if (!found) return undefined;
      const { train, test, vocabulary, ...record } = found;
      return {
        ...record,
        train: examples(train),
        test: examples(test),
        vocabulary: vocabulary && words(vocabulary),
      };
    },
    judge: 'digests',
  }),
  reader({
    name: 'preprocessed arrays',
    files: ['train-ids.npy', 'train-lengths.npy', 'train-labels.npy'],
    write: async (folder) => writeExamples(folder, 'train', (await preparedExamples()).train),
    read: async (folder) => examples(await readExamples(folder, 'train', ['negative', 'positive'])),
    judge: ({ ids, labels }) =>
      ids.length !== labels.length || !labels.every((label) => label === 0 || label === 1)
        ? 'labels'
        : ids.flat().every((id) => id >= 0)
          ? undefined
          : 'an id is negative',
  }),
  reader({
    name: 'model of lstm-sentiment',
    files: ['model.bin'],
    write: async (folder) => writeFileSync(join(folder, 'model.bin'), writeModel(quantized(SMALL_MODEL))),
    async read(folder) {
      const place = join(folder, 'model.bin');
      if (statSync(place).isDirectory()) return (await load(place)) as never; // as a checkpoint
      const { settings, words, weights } = readModel(readFileSync(place), place);
      return { settings, words, weights: JSON.stringify(weights) };
    },
    judge: 'digests',
  }),
  reader({
    name: 'checkpoint in lstm-sentiment',
    files: CHECKPOINT,
    write: writeRuntimeCheckpoint,
    async read(folder) {
      const found = (await load(folder, { kernel: 'js' }))(TEXTS);
      return found.map(({ scores, ...rest }) => ({ ...rest, scores: Object.entries(scores).map(String) }));
    },
    judge: (found) =>
      found.every(({ probability }) => probability >= 0 && probability <= 1) ? undefined : 'a probability',
  }),
  reader({
    name: 'notebook',
    files: ['a.ipynb'],
    write: async (folder) =>
      writeNotebook(join(folder, 'a.ipynb'), {
        cells: [
          { cell_type: 'markdown', id: 'a', metadata: {}, source: '# Title\n\nText' },
          {
            cell_type: 'code',
            id: 'b',
            metadata: { tags: ['x'] },
            source: '1 + 1;',
            execution_count: 1,
            outputs: [],
          },
        ],
        metadata: { kernelspec: { name: 'tslab' } },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    read: async (folder) => readNotebook(join(folder, 'a.ipynb')).cells.map(({ source }) => source),
    judge: (sources) =>
      sources.every((source) => typeof source === 'string') ? undefined : 'a source is no text',
  }),
  reader({
    name: 'notebook source',
    files: ['01-demo.ts'],
    write: async (folder) =>
      cpSync(
        join(__dirname, '..', 'course', 'notebooks', 'fixtures', '01-demo.ts'),
        join(folder, '01-demo.ts'),
      ),
    read: (folder) =>
      notebookSources(folder).map((source) => ({ after: source.after, lines: cellLines(source) })),
    judge: ([source]) => (source!.lines.every((line) => line > 0) ? undefined : 'a line'),
  }),
  reader({
    name: 'source.json',
    alone: true,
    files: ['data/snippets/source.json'],
    write: (folder) =>
      inDataFolder(join(folder, 'data'), async () => {
        const texts = join(folder, 'movieReviewSnippets_GroundTruth.txt');
        writeFileSync(texts, '1\t2.7\tHow nice\n');
        await install('snippets', { from: texts });
      }),
    async read(folder) {
      const source = await inDataFolder(join(folder, 'data'), () => sourceOf('snippets'));
      return source?.from.startsWith('unknown') ? undefined : source;
    },
    judge: (source) => (typeof source?.from === 'string' ? undefined : 'no origin'),
  }),
  reader({
    name: 'progress.json',
    files: ['progress.json'],
    write: async (folder) =>
      writeFileSync(
        join(folder, 'progress.json'),
        JSON.stringify({ done: { '01-a': 'abc' }, hints: { '01-a': 2 }, asked: ['02-b'] }),
      ),
    read: (folder) => readProgress(join(folder, 'progress.json')),
    judge: ({ hints, asked }) =>
      Object.values(hints).every((count) => Number.isInteger(count) && count >= 0) && Array.isArray(asked)
        ? undefined
        : 'a count is none',
  }),
  reader({
    name: 'record of a result',
    files: ['simple-original-0.json'],
    write: async (folder) => cpSync(aResult(), join(folder, 'simple-original-0.json')),
    read: async (folder) =>
      (await readResults(folder)).map(({ test, seed, experiment, data }) => ({
        test,
        seed,
        experiment,
        data,
      })),
    judge: ([found]: Pick<ResultRecord, 'test'>[]) =>
      found && found.test.accuracy >= 0 && found.test.accuracy <= 1 ? undefined : 'an accuracy',
  }),
  reader({
    name: 'results of units',
    files: ['manifest.json', `results/${UNIT}`],
    async write(folder) {
      await writeManifest(folder, UNITS);
      const body = 'a,1\nb,2\n'.repeat(500); // as large as the head before it
      await writeResult(folder, UNIT, { body, items: 1000, summary: () => ({ blank: 0 }) });
    },
    async read(folder) {
      const manifest = await readManifest(folder);
      const [head] = await requireResults(folder, manifest);
      return { manifest, head, body: await readBody(folder, head!.unit) };
    },
    judge: 'digests',
  }),
  reader({
    name: 'result of a trial',
    files: [`results/${TRIAL_UNIT}`],
    write: async (folder) => {
      const body = `${JSON.stringify(A_TRIAL)}\n`;
      await writeResult(folder, TRIAL_UNIT, { body, items: 1 });
    },
    read: (folder) => readTrialResult(folder, TRIAL_UNIT),
    judge: 'digests',
  }),
  reader({
    name: 'study of a search',
    files: ['study.json'],
    write: async (folder) => void (await openStudy(folder, STUDY, STUDY_DATA, TRIAL_UNIT)),
    read: (folder) => openStudy(folder, STUDY, STUDY_DATA, TRIAL_UNIT),
    judge: 'digests',
  }),
  reader({
    name: 'journal of a scored file',
    files: ['a.csv.partial.json'],
    async write(folder) {
      const file = await openResumable(join(folder, 'a.csv'), 'key');
      await file.append('a,1\nb,2\n', 2);
      await file.close();
    },
    async read(folder) {
      const file = await openResumable(join(folder, 'a.csv'), 'key');
      const { rows } = file;
      await file.close();
      return { rows, partial: readFileSync(join(folder, 'a.csv.partial'), 'utf8') };
    },
    judge: 'digests',
  }),
  reader({
    name: 'kept grades',
    files: ['.grades/anna.json'],
    write: (folder) => gradesIn(folder).keep([{ exercise: EXERCISE, status: 'done', points: 2 }]),
    read: (folder) => gradesIn(folder).find(EXERCISE),
    judge: 'digests',
  }),
  reader({
    name: 'record of a refit',
    files: ['refit.json'],
    write: async (folder) => void (await writeRefit(folder, A_REFIT)),
    read: (folder) => readRefit(join(folder, 'refit.json')),
    judge: ({ trial, steps, test }) =>
      Number.isInteger(trial) && Number.isInteger(steps) && (test === null || Number.isFinite(test.accuracy))
        ? undefined
        : 'a number',
  }),
];

async function writeRuntimeCheckpoint(folder: string): Promise<void> {
  await ready();
  mkdirSync(folder, { recursive: true });
  const vocabulary = buildVocabulary([['<end>', 'a', 'warm', 'film', '.']]);
  const ids = tf.input({ shape: [null], dtype: 'int32', name: 'ids' });
  const vectors = embedding({
    name: 'words',
    inputDim: vocabulary.words.length,
    outputDim: 3,
    seed: 1,
  }).apply(ids);
  const lstm = fastLstm({
    name: 'lstm',
    units: 2,
    returnSequences: true,
    recurrentActivation: 'sigmoid',
    seed: 2,
  });
  const logits = tf.layers
    .dense({ name: 'logits', units: 2 })
    .apply(meanOverTime().apply(lstm.apply(vectors)));
  const model = tf.model({ inputs: ids, outputs: logits as tf.SymbolicTensor });
  const about = { system: 'pretrained', config: {}, step: 1, classes: ['negative', 'positive'] };
  await saveCheckpoint(folder, model, { ...about, tokenizer: 'punctuation', maxLength: 9 }, { vocabulary });
  model.dispose();
  if (!existsSync(join(folder, 'weights.bin'))) throw new Error('the checkpoint has no weights');
}
