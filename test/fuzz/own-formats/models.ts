/** Checkpoints and language models. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ready, tf } from '../../../lib/backend';
import {
  bestCheckpoint,
  latestCheckpoint,
  loadCheckpoint,
  readRecord,
  saveCheckpoint,
} from '../../../lib/checkpoints';
import { createClassifier, loadClassifier } from '../../../lib/classifier';
import { embedding, fastLstm, meanOverTime } from '../../../lib/layers';
import { adam } from '../../../lib/optimizers';
import { loadLanguageModel, saveLanguageModel } from '../../../lib/pretraining';
import { languageModel, weightsOf, zeroState } from '../../../lib/pretraining/language-model';
import { tokenizer } from '../../../lib/text';
import { sentenceCorpus } from '../../pretraining/corpus';
import { areFinite, strings } from '../numbers';
import { type Reader, reader } from '../reader';
import { CHECKPOINT, TEXTS, VOCABULARY, words } from './sample';

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

export const MODELS: readonly Reader[] = [
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
      weights.every(([, values]) => areFinite(values as string[])) ? undefined : 'a weight is not finite',
  }),
];
