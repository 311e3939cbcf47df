import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultsOf, type FlagValues } from '../../../experiments/runs/flags';
import { resumeSystem, trainSystem } from '../../../experiments/runs/run';
import { RunStopped } from '../../../experiments/runs/run-events';
import { systems } from '../../../experiments/systems/systems';
import { ready } from '../../../lib/backend';
import { bestCheckpoint, latestCheckpoint, readRecord } from '../../../lib/checkpoints';
import { loadClassifier } from '../../../lib/classifier/load';

import { tokenize } from '../../../lib/text';
import { theanoStopping } from '../../../lib/training/early-stopping';
import { SENTENCES } from '../../models/sentences';
import { writeCsv } from '../systems/corpus';

let dir: string;
beforeAll(async () => {
  await ready();
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'run-'));
  writeCsv(join(dir, 'data'));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** The systems of the four tutorials. */
type SystemName = 'simple' | 'oreilly' | 'theano' | 'keras';

/** Flags that make each system small. */
const SMALL: Record<SystemName, FlagValues> = {
  simple: { stopwords_file: null, train_steps: 20, hidden_size: 6, embedding_size: 5, validate_every: 8 },
  oreilly: { train_steps: 9, lstm_units: 4, pooling: 'mean', validate_every: 4, validation_split: 0.25 },
  theano: { max_epochs: 5, dim_proj: 6, validate_every: 4, validation_split: 0.25 },
  keras: { epochs: 3, lstm_units: 4, validation_split: 0.25 },
};

function flagsOf(name: SystemName, folder: string, more: FlagValues = {}) {
  return {
    ...defaultsOf(systems[name].flags),
    data: join(dir, 'data'),
    checkpoints_root: join(dir, folder),
    summaries_dir: join(dir, 'logs'),
    batch_size: 6,
    ...SMALL[name],
    ...more,
  };
}

/** Returns the final weights and optimizer state of a run. */
async function finalState(run: string): Promise<string[]> {
  const folder = await latestCheckpoint(run);
  return ['weights.bin', 'optimizer.bin'].map((file) => readFileSync(join(folder, file), 'base64'));
}

/** Trains until step `at` has been measured, and aborts. */
async function stoppedRun(name: SystemName, at: number, more: FlagValues = {}): Promise<RunStopped> {
  const stop = new AbortController();
  const onStep = ({ step }: { step: number }) => {
    if (step === at) stop.abort();
  };
  const stopped = await trainSystem(systems[name], flagsOf(name, 'stopped', more), {
    onStep,
    signal: stop.signal,
  }).catch((error) => error);
  expect(stopped).toBeInstanceOf(RunStopped);
  return stopped;
}

describe('trainSystem and resumeSystem', () => {
  it.each(['simple', 'oreilly', 'theano', 'keras'] as const)(
    'a resumed run of %s ends like an uninterrupted run',
    { timeout: 300_000 },
    async (name) => {
      const whole = await trainSystem(systems[name], flagsOf(name, 'whole'));
      const { folder, step } = await stoppedRun(name, 5);
      expect(step).toBe(6);
      const resumed = await resumeSystem(systems[name], folder!);
      expect(resumed.validation).toEqual(whole.validation);
      expect(resumed.training).toEqual(whole.training);
      expect(resumed.test).toEqual(whole.test);
      expect(await finalState(folder!)).toEqual(await finalState(whole.folder));
    },
  );

  it('a run that was stopped during validation validates when it is resumed', {
    timeout: 120_000,
  }, async () => {
    const whole = await trainSystem(systems.simple, flagsOf('simple', 'whole'));
    // The abort takes effect in the validation after step 8.
    const { folder, step } = await stoppedRun('simple', 7);
    expect(step).toBe(8);
    const record = await readRecord(await latestCheckpoint(folder!));
    expect(record.run!.validation).toEqual([]);
    expect((await resumeSystem(systems.simple, folder!)).validation).toEqual(whole.validation);
    expect(await finalState(folder!)).toEqual(await finalState(whole.folder));
  });

  it('a finished run can be resumed with more steps, but not with other reviews', {
    timeout: 120_000,
  }, async () => {
    const { folder } = await trainSystem(systems.simple, flagsOf('simple', 'runs'));
    await expect(resumeSystem(systems.simple, folder)).rejects.toThrow(
      /has finished its 20 steps: allow more steps/,
    );
    const longer = await resumeSystem(systems.simple, folder, { train_steps: 24 });
    expect(longer.steps).toBe(24);
    expect(await finalState(folder)).toEqual(
      await finalState(
        (await trainSystem(systems.simple, flagsOf('simple', 'long', { train_steps: 24 }))).folder,
      ),
    );
    writeCsv(join(dir, 'data'), [...SENTENCES].reverse());
    await expect(resumeSystem(systems.simple, folder, { train_steps: 30 })).rejects.toThrow(
      /the reviews in .*data\.csv are not those that .* was trained on/,
    );
  });

  it('a run keeps the last checkpoints and the best one, with flags, metrics and configuration', async () => {
    const flags = flagsOf('simple', 'runs', { validate_every: 2, keep_checkpoints: 2, learning_rate: 0.05 });
    const { folder, validation } = await trainSystem(systems.simple, flags);
    const best = validation.reduce((a, b) => (b.loss <= a.loss ? b : a)).step;
    const names = [...new Set([best, 18, 20])].map((step) => `step-${step}`).sort();
    expect(readdirSync(folder).sort()).toEqual(names);
    const record = await readRecord(await bestCheckpoint(folder));
    expect(record.step).toBe(best);
    expect(record.run!.flags).toEqual(flags);
    expect(record.metrics!['validationLoss']).toBe(validation.find(({ step }) => step === best)!.loss);
    expect(record.config).toMatchObject({ hiddenSize: 6, embeddingSize: 5, numClasses: 2, seed: 0 });
  });

  it('early stopping ends a run after more evaluations without improvement than its patience', {
    timeout: 120_000,
  }, async () => {
    const flags = flagsOf('theano', 'runs', {
      max_epochs: 200,
      validate_every: 1,
      patience: 2,
      optimizer: 'sgd',
      learning_rate: 500,
    });
    const { stoppedEarly, validation } = await trainSystem(systems.theano, flags);
    expect(stoppedEarly).toBe(true);
    expect(theanoStopping(2)(validation)).toBe(true);
    expect(theanoStopping(2)(validation.slice(0, -1))).toBe(false);
  });

  it('a run that is aborted before its first step writes nothing', async () => {
    const signal = AbortSignal.abort();
    const stopped = trainSystem(systems.simple, flagsOf('simple', 'none'), { signal });
    await expect(stopped).rejects.toMatchObject({ step: 0, folder: undefined });
  });

  it('--sequence_len truncates longer reviews, and the model then reads no more', async () => {
    const flags = flagsOf('simple', 'runs', { sequence_len: 8, tokenizer: 'words' });
    let truncated = 0;
    const { folder } = await trainSystem(systems.simple, flags, { onData: (data) => ({ truncated } = data) });
    expect(truncated).toBe(SENTENCES.filter(({ text }) => tokenize(text).length > 8).length);
    const record = await readRecord(await latestCheckpoint(folder));
    expect([record.maxLength, record.tokenizer]).toEqual([8, 'words']);
  });

  it.each(['simple', 'oreilly', 'theano', 'keras'] as const)(
    '%s: three classes of any names are saved with the model',
    { timeout: 120_000 },
    async (name) => {
      const labels = ['joy', 'anger', 'fear'];
      const feelings = SENTENCES.map((one, at) => ({ ...one, label: labels[at % 3]! }));
      writeCsv(join(dir, 'data'), feelings);
      const more = { class_weights: 'balanced' };
      const { folder } = await trainSystem(systems[name], flagsOf(name, 'runs', more));
      const classifier = await loadClassifier(await bestCheckpoint(folder));
      expect(classifier.classes).toEqual(['anger', 'fear', 'joy']);
      const { perClass, confusion, macroF1 } = await classifier.evaluate(feelings);
      expect(perClass.map(({ label, n }) => [label, n])).toEqual([
        ['anger', 11],
        ['fear', 10],
        ['joy', 11],
      ]);
      expect([confusion.length, macroF1 >= 0 && macroF1 <= 1]).toEqual([3, true]);
      const { label } = await classifier.explain('A delight.');
      expect((await classifier.predict(['A delight.']))[0]!.label).toBe(label);
    },
  );

  it('class weights that name no class are refused', async () => {
    const run = trainSystem(systems.simple, flagsOf('simple', 'runs', { class_weights: 'joy=2' }));
    await expect(run).rejects.toThrow(
      '--class_weights joy=2: there is no class joy; the classes are negative, positive',
    );
  });
});

describe('loadClassifier', () => {
  it('a checkpoint classifies texts without the training data and the stop-word file', async () => {
    writeFileSync(join(dir, 'stop.txt'), 'a\nand\nthe\n');
    const more = {
      stopwords_file: join(dir, 'stop.txt'),
      train_steps: 150,
      learning_rate: 0.02,
      validate_every: 150,
      dropout_keep_prob: 1,
    };
    const { folder } = await trainSystem(systems.simple, flagsOf('simple', 'runs', more));
    rmSync(join(dir, 'stop.txt'));
    rmSync(join(dir, 'data'), { recursive: true });
    const classifier = await loadClassifier(await bestCheckpoint(folder));
    const texts = SENTENCES.map(({ text }) => text);
    const predictions = await classifier.predict(texts);
    expect(predictions.map(({ text }) => text)).toEqual(texts);
    const { accuracy, n, mistakes, confusion, perClass, baseline } = await classifier.evaluate(SENTENCES, {
      maxMistakes: 100,
    });
    const correct = predictions.filter(({ label }, at) => label === SENTENCES[at]!.label);
    expect(accuracy).toBe(correct.length / n);
    expect(accuracy).toBeGreaterThan(baseline);
    expect(mistakes).toHaveLength(n - correct.length);
    expect(mistakes.map(({ probability }) => probability)).toEqual(
      mistakes.map(({ probability }) => probability).sort((a, b) => b - a),
    );
    expect(perClass[1]).toMatchObject({ label: 'positive', n: 16, recall: confusion[1]![1]! / 16 });
  });

  it('a checkpoint with other word vectors than the installed ones throws', async () => {
    const { folder } = await trainSystem(systems.oreilly, flagsOf('oreilly', 'runs', { train_steps: 2 }));
    const checkpoint = await latestCheckpoint(folder);
    await loadClassifier(checkpoint);
    const file = join(checkpoint, 'checkpoint.json');
    const { sha256, ...record } = JSON.parse(readFileSync(file, 'utf8'));
    record.vectors.sha256 = `0123${record.vectors.sha256.slice(4)}`;
    writeFileSync(file, JSON.stringify({ ...record, format: 3 }));
    await expect(loadClassifier(checkpoint)).rejects.toThrow(
      /was trained with other word vectors than those installed as glove-50 \(SHA-256 0123/,
    );
  });
});
