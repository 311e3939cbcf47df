import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNative, ready, tf } from '../../lib/backend';
import { padRows, trainingBatches } from '../../lib/batches';
import {
  type CheckpointRecord,
  latestCheckpoint,
  loadCheckpoint,
  readRecord,
  saveCheckpoint,
} from '../../lib/checkpoints';
import { embedding, fastLstm, meanOverTime } from '../../lib/layers';
import { OREILLY, oreillyModel } from '../../lib/models';
import { buildVocabulary } from '../../lib/text';
import { train } from '../../lib/training';
import { examplesFor, vectorsFor } from '../models/sentences';

beforeAll(async () => {
  await ready();
});

const root = mkdtempSync(join(tmpdir(), 'checkpoints-'));
afterAll(() => rmSync(root, { recursive: true }));

const vectors = vectorsFor('checkpoint-test');
const record = (step: number): CheckpointRecord => ({
  system: 'oreilly',
  config: { ...OREILLY },
  step,
  classes: ['positive', 'negative'],
  vectors: { dataset: 'glove-50', order: 'oreilly' },
  maxLength: 250,
});
const newModel = () => oreillyModel(vectors, { lstmUnits: 5, pooling: 'mean' });
const vocabularyModel = (inputDim: number) =>
  tf.sequential({
    layers: [
      embedding({ inputDim, outputDim: 4 }),
      fastLstm({ units: 3, returnSequences: true }),
      meanOverTime(),
      tf.layers.dense({ units: 2 }),
    ],
  });
const logitsOf = (model: tf.LayersModel) =>
  (model.predict(padRows([Int32Array.of(3, 9, 4)])) as tf.Tensor).arraySync();

describe('saveCheckpoint and loadCheckpoint', () => {
  it('a loaded checkpoint has the predictions and the record of the saved model', async () => {
    const model = newModel();
    const folder = join(root, 'round-trip');
    await saveCheckpoint(folder, model, record(7));
    const loaded = await loadCheckpoint(folder);
    expect(logitsOf(loaded.model)).toEqual(logitsOf(model));
    expect(loaded.record).toEqual(record(7));
  });

  it.each([
    [16, 1e-4, 0.5],
    [8, 0.03, 0.25],
  ] as const)(
    'a checkpoint with %d bits per weight is smaller and predicts nearly the same',
    async (bits, close, share) => {
      const model = vocabularyModel(30);
      const [folder, whole] = [join(root, `bits-${bits}`), join(root, 'bits-32')];
      const words = { system: 'simple', config: {}, step: 1, classes: ['positive', 'negative'] } as const;
      await saveCheckpoint(whole, model, words);
      await saveCheckpoint(folder, model, words, { bits });
      const sizeOf = (of: string) => readFileSync(join(of, 'weights.bin')).length;
      expect(sizeOf(folder)).toBe(sizeOf(whole) * share);
      const [[a, b]] = logitsOf((await loadCheckpoint(folder)).model) as [[number, number]];
      const [[c, d]] = logitsOf(model) as [[number, number]];
      expect(Math.max(Math.abs(a - c), Math.abs(b - d))).toBeLessThan(close);
    },
  );

  it('training resumed from a checkpoint has the losses of uninterrupted training', async () => {
    const examples = await examplesFor(vectors);
    const unbroken = async (steps: number, saveAt?: number) => {
      const model = newModel();
      const optimizer = tf.train.adam(0.01);
      const onStep = async (done: number) => {
        if (done === saveAt) await saveCheckpoint(join(root, 'resume'), model, record(done), { optimizer });
      };
      const batches = trainingBatches(examples, { batchSize: 8, seed: 1 });
      return train({ model, batches, optimizer, steps, logEvery: 1, onStep });
    };
    const whole = await unbroken(30, 12);

    const { model, restoreOptimizer, record: saved } = await loadCheckpoint(join(root, 'resume'));
    const optimizer = tf.train.adam(0.01);
    await restoreOptimizer(optimizer);
    const batches = trainingBatches(examples, { batchSize: 8, seed: 1, from: saved.step });
    const rest = await train({ model, batches, optimizer, from: saved.step, steps: 30, logEvery: 1 });
    expect(rest.map(({ loss }) => loss.toFixed(5))).toEqual(
      whole.slice(12).map(({ loss }) => loss.toFixed(5)),
    );
  });

  it('saving and loading leak no tensors', async () => {
    const folder = join(root, 'leaks');
    const parts = async () => {
      const model = newModel();
      const optimizer = tf.train.adam(0.01);
      const batches = trainingBatches(await examplesFor(vectors), { batchSize: 8, seed: 1 });
      await train({ model, batches, optimizer, steps: 1 });
      return { model, optimizer };
    };
    const { model, optimizer } = await parts();
    await saveCheckpoint(folder, model, record(1), { optimizer });
    const before = tf.memory().numTensors;
    await saveCheckpoint(folder, model, record(1), { optimizer });
    expect(tf.memory().numTensors).toBe(before);

    const loaded = await loadCheckpoint(folder);
    const restored = tf.train.adam(0.01);
    await loaded.restoreOptimizer(restored);
    loaded.model.dispose();
    restored.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('saving replaces an older checkpoint and leaves no other files', async () => {
    const folder = join(root, 'replaced', 'step-1');
    await saveCheckpoint(folder, newModel(), record(1));
    await saveCheckpoint(folder, newModel(), record(2));
    expect((await loadCheckpoint(folder)).record.step).toBe(2);
    expect(readdirSync(join(root, 'replaced'))).toEqual(['step-1']);
  });

  it('latestCheckpoint compares numbers of steps, not names', async () => {
    const runs = join(root, 'latest');
    for (const step of [900, 1000])
      await saveCheckpoint(join(runs, `step-${step}`), newModel(), record(step));
    expect(await latestCheckpoint(runs)).toBe(join(runs, 'step-1000'));
    expect(await latestCheckpoint(join(runs, 'step-900'))).toBe(join(runs, 'step-900'));
  });

  it('a missing checkpoint throws and says what to do', async () => {
    await expect(latestCheckpoint(join(root, 'nowhere'))).rejects.toThrow(
      /no checkpoint in .*nowhere.*train a model/,
    );
    await expect(loadCheckpoint(root)).rejects.toThrow(/is not a checkpoint/);
  });

  it('truncated weights throw', async () => {
    const folder = join(root, 'cut');
    await saveCheckpoint(folder, newModel(), record(1));
    truncateSync(join(folder, 'weights.bin'), 100);
    await expect(loadCheckpoint(folder)).rejects.toThrow(/weights\.bin has 100 bytes instead of/);
  });

  it('a changed or missing file throws', async () => {
    const folder = join(root, 'changed');
    await saveCheckpoint(folder, newModel(), record(1), { optimizer: tf.train.adam(0.01) });
    const weights = readFileSync(join(folder, 'weights.bin'));
    weights[7] = weights[7]! ^ 1;
    writeFileSync(join(folder, 'weights.bin'), weights);
    await expect(loadCheckpoint(folder)).rejects.toThrow(/weights\.bin was changed since it was written/);
    rmSync(join(folder, 'weights.bin'));
    await expect(loadCheckpoint(folder)).rejects.toThrow(
      /weights\.bin is missing: copy the checkpoint again/,
    );
  });

  it('classes or a vocabulary that do not match the model throw', async () => {
    const folder = join(root, 'misfit');
    await saveCheckpoint(folder, newModel(), {
      ...record(1),
      classes: ['negative', 'neutral', 'positive'],
    });
    await expect(loadCheckpoint(folder)).rejects.toThrow(
      /2 outputs for 3 classes \(negative,neutral,positive\)/,
    );
    const vocabulary = buildVocabulary([['good', 'film']]);
    await saveCheckpoint(folder, vocabularyModel(9), record(1), { vocabulary });
    await expect(loadCheckpoint(folder)).rejects.toThrow(
      /the model has 9 token ids, but its vocabulary has 4/,
    );
  });

  it('a loaded checkpoint has its vocabulary', async () => {
    const folder = join(root, 'words');
    const vocabulary = buildVocabulary([['good', 'film', 'good']], { maxWords: 1 });
    const { vectors: _, ...without } = record(1);
    await saveCheckpoint(folder, vocabularyModel(3), without, { vocabulary });
    const loaded = await loadCheckpoint(folder);
    expect(loaded.record).toEqual(without);
    expect(loaded.vocabulary!.idOf('good')).toBe(2);
    expect(loaded.vocabulary!.counts).toEqual([0, 1, 2]);
  });

  it('an unknown format or a broken record throws', async () => {
    const folder = join(root, 'future');
    await saveCheckpoint(folder, newModel(), record(1));
    writeFileSync(join(folder, 'checkpoint.json'), '{"format": 5}');
    await expect(loadCheckpoint(folder)).rejects.toThrow(
      /format 5, but this version reads format 2, 3, 4: update the library/,
    );
    writeFileSync(join(folder, 'checkpoint.json'), '{"format": 1}');
    await expect(loadCheckpoint(folder)).rejects.toThrow(/train the model again/);
    writeFileSync(join(folder, 'checkpoint.json'), '{"format": 2, "system": "oreilly"}');
    await expect(loadCheckpoint(folder)).rejects.toThrow(/has no config, step, classes, files, masks/);
    writeFileSync(join(folder, 'checkpoint.json'), '{"format"');
    await expect(loadCheckpoint(folder)).rejects.toThrow(/checkpoint\.json is not JSON/);
  });

  it('reads format 2, in which three fields had other names', async () => {
    const folder = join(root, 'format 2');
    const run = {
      flags: { seed: 1 },
      data: { folder: 'data', train: 9, validation: 3, digest: 'abc' },
      validation: [],
      summaries: 'logs/1',
    };
    const today = { ...record(1), tokenizer: 'punctuation' as const, paddedLength: 40, run };
    await saveCheckpoint(folder, newModel(), today);
    const file = join(folder, 'checkpoint.json');
    const {
      tokenizer: _,
      paddedLength: columns,
      sha256: _newer,
      ...same
    } = JSON.parse(readFileSync(file, 'utf8'));
    const { validation: held, ...data } = same.run.data;
    const old = {
      ...same,
      format: 2,
      reading: 'tokens',
      columns,
      run: { ...same.run, data: { ...data, held } },
    };
    writeFileSync(file, JSON.stringify(old));
    const { tokenizer, paddedLength, run: found } = await readRecord(folder);
    expect({ tokenizer, paddedLength }).toEqual({ tokenizer: 'punctuation', paddedLength: 40 });
    expect(found!.data).toMatchObject({ train: 9, validation: 3 });
  });

  it('checkpoint.json does not grow with the evaluations, and none is lost', async () => {
    const model = newModel();
    const folder = join(root, 'long');
    const long = (evaluations: number): CheckpointRecord => ({
      ...record(evaluations),
      run: {
        flags: {},
        data: { folder: 'data', train: 9, validation: 3, digest: 'abc' },
        validation: Array.from({ length: evaluations }, (_, n) => ({
          step: 100_000 + n,
          loss: 1 / (n + 3),
          accuracy: 0.5,
        })),
        summaries: 'logs/1',
      },
    });
    const sizes: number[] = [];
    for (const evaluations of [400, 401, 5000]) {
      await saveCheckpoint(folder, model, long(evaluations));
      sizes.push(readFileSync(join(folder, 'checkpoint.json')).length);
      expect(readdirSync(folder).includes('evaluations.json')).toBe(evaluations > 400);
      expect(await readRecord(folder)).toEqual(long(evaluations));
      expect((await loadCheckpoint(folder)).record).toEqual(long(evaluations));
    }
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2000); // the name of one file, digits of losses
    writeFileSync(join(folder, 'evaluations.json'), '[]');
    await expect(readRecord(folder)).rejects.toThrow(/evaluations\.json has 2 bytes instead of/);
    await expect(loadCheckpoint(folder)).rejects.toThrow(/evaluations\.json has 2 bytes instead of/);
    expect(await latestCheckpoint(folder)).toBe(folder); // it reads records only
  });

  it('tf.loadLayersModel reads a checkpoint', async (context) => {
    if (!isNative()) return context.skip('file:// is read by tfjs-node');
    const folder = join(root, 'plain');
    const model = newModel();
    await saveCheckpoint(folder, model, record(1));
    const loaded = await tf.loadLayersModel(`file://${join(folder, 'model.json')}`);
    expect(logitsOf(loaded)).toEqual(logitsOf(model));
  });
});
