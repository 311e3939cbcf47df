import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultsOf, type FlagValues } from '../../../experiments/runs/flags';
import { prepare } from '../../../experiments/runs/prepare';
import { resumeSystem, trainSystem } from '../../../experiments/runs/run';
import { type RunData, RunStopped } from '../../../experiments/runs/run-events';
import { systems } from '../../../experiments/systems/systems';
import { ready } from '../../../lib/backend';
import { bestCheckpoint, readRecord } from '../../../lib/checkpoints';
import { loadClassifier } from '../../../lib/classifier/load';
import type { StepMetrics } from '../../../lib/evaluation';
import { SENTENCES } from '../../models/sentences';
import { writeCsv } from './corpus';

let dir: string;
beforeAll(async () => {
  await ready();
});
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'n-grams-'));
  writeCsv(join(dir, 'data'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const names = ['tf-idf', 'nb'] as const;

function flagsOf(name: (typeof names)[number], more: FlagValues = {}) {
  return {
    ...defaultsOf(systems[name].flags),
    data: join(dir, 'data'),
    checkpoints_root: join(dir, 'runs'),
    summaries_dir: join(dir, 'logs'),
    validation_split: 0.25,
    min_df: 1,
    c: 10,
    ...more,
  };
}

describe.each(names)('the system %s', (name) => {
  it('a run saves a checkpoint that classifies texts without the data', { timeout: 120_000 }, async () => {
    const events: { data?: RunData; steps: StepMetrics[] } = { steps: [] };
    const run = await trainSystem(systems[name], flagsOf(name), {
      onData: (data) => (events.data = data),
      onStep: (measured) => events.steps.push(measured),
    });
    expect(events.data).toMatchObject({
      system: name,
      train: 24,
      validation: 8,
      test: 0,
      batchSize: 24,
      steps: 300,
    });
    expect(events.steps).toHaveLength(run.steps);
    expect(events.steps.at(-1)!.loss).toBeLessThan(events.steps[0]!.loss);
    expect(events.steps.at(-1)!.accuracy).toBe(1);
    expect(run.stoppedEarly).toBe(true);
    expect(readdirSync(run.folder)).toEqual([`step-${run.steps}`]);

    const checkpoint = await bestCheckpoint(run.folder);
    const record = await readRecord(checkpoint);
    expect(record).toMatchObject({ system: name, step: run.steps, classes: ['negative', 'positive'] });
    expect(record.run!.flags).toEqual(flagsOf(name));
    expect(record.metrics!['validationAccuracy']).toBe(run.validation[0]!.accuracy);
    rmSync(join(dir, 'data'), { recursive: true });
    const classifier = await loadClassifier(checkpoint);
    const { accuracy, baseline, n } = await classifier.evaluate(SENTENCES);
    expect(n).toBe(32);
    expect(accuracy).toBeGreaterThan(baseline + 0.2);
    const predictions = await classifier.predict(SENTENCES.map(({ text }) => text));
    const correct = predictions.filter(({ label }, at) => label === SENTENCES[at]!.label);
    expect(correct.length / n).toBe(accuracy);
    const [unknown] = await classifier.predict(['Zyzzyva']);
    expect(unknown).toMatchObject({ tokenCount: 1, unknownCount: 1 });
    await classifier.export(join(dir, 'exported'));
    await expect(classifier.export(join(dir, 'stock'), { stock: true })).rejects.toThrow(
      /tfjs has no counterpart for layers of class NGramSum/,
    );
  });

  it('fitting is deterministic, and validation_split None trains on all texts', async () => {
    const runs = [
      await trainSystem(systems[name], flagsOf(name)),
      await trainSystem(systems[name], flagsOf(name)),
    ];
    expect(runs[1]!.validation).toEqual(runs[0]!.validation);
    const all = await trainSystem(systems[name], flagsOf(name, { validation_split: null }));
    expect(all.validation).toEqual([]);
    const record = await readRecord(await bestCheckpoint(all.folder));
    expect(record.run!.data).toMatchObject({ train: 32, validation: 0 });
  });

  it('ngrams adds parameters, and min_df removes them', async () => {
    const parameters: number[] = [];
    for (const more of [
      { ngrams: 1, min_df: 1 },
      { ngrams: 2, min_df: 1 },
      { ngrams: 2, min_df: 2 },
    ])
      await trainSystem(systems[name], flagsOf(name, more), {
        onData: (data) => parameters.push(data.trainableParameters),
      });
    expect(parameters[1]).toBeGreaterThan(parameters[0]!);
    expect(parameters[2]).toBeLessThan(parameters[0]!);
  });

  it('a stopped run saves nothing, and a finished run cannot be resumed', async () => {
    const stop = new AbortController();
    const stopped = await trainSystem(systems[name], flagsOf(name), {
      onStep: () => stop.abort(),
      signal: stop.signal,
    }).catch((error) => error);
    expect(stopped).toBeInstanceOf(RunStopped);
    expect(stopped.folder).toBeUndefined();
    expect(existsSync(join(dir, 'runs'))).toBe(false);
    const { folder } = await trainSystem(systems[name], flagsOf(name));
    await expect(resumeSystem(systems[name], folder)).rejects.toThrow(
      /is fitted at once, so there is nothing to resume/,
    );
  });

  it('three classes of any names are learned, and saved with the model', async () => {
    const labels = ['joy', 'anger', 'fear'];
    const feelings = SENTENCES.map((one, at) => ({ ...one, label: labels[at % 3]! }));
    writeCsv(join(dir, 'data'), feelings);
    const flags = flagsOf(name, { validation_split: null, c: 1000, class_weights: 'balanced' });
    const { folder } = await trainSystem(systems[name], flags);
    const classifier = await loadClassifier(await bestCheckpoint(folder));
    expect(classifier.classes).toEqual(['anger', 'fear', 'joy']);
    const { accuracy, macroF1 } = await classifier.evaluate(feelings);
    expect([accuracy, macroF1]).toEqual([1, 1]);
    const probabilities = await classifier.predictProbabilities(feelings.map(({ text }) => text));
    for (let at = 0; at < feelings.length; at++) {
      const row = probabilities.subarray(3 * at, 3 * at + 3);
      expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
  });

  it('too few texts are refused by the flag that splits them', async () => {
    writeCsv(join(dir, 'data'), [SENTENCES[0]!, SENTENCES.at(-1)!]);
    await expect(trainSystem(systems[name], flagsOf(name))).rejects.toThrow(
      '--validation_split 0.25: 2 texts cannot be split with this share of each label: add texts',
    );
  });
});

describe('--leave_out', () => {
  const list = () => join(dir, 'list.txt');
  const prepared = () => prepare(systems['tf-idf'], flagsOf('tf-idf', { leave_out: list() }));

  it('the listed texts are left out, also after the list has changed', async () => {
    writeFileSync(list(), '# duplicates\ndata.csv:2\ndata.csv:9\n');
    const { train, validation } = await prepared();
    expect(train.ids.length + validation.ids.length).toBe(30);
    writeFileSync(list(), 'data.csv:2\n');
    const again = await prepared();
    expect(again.train.ids.length + again.validation.ids.length).toBe(31);
  });

  it('the list does not change which other texts are in the validation set', async () => {
    const textsOf = async (values: FlagValues) => {
      const { validation, vocabulary } = await prepare(systems['tf-idf'], flagsOf('tf-idf', values));
      return validation.ids.map((ids) => [...ids].map((id) => vocabulary!.words[id]).join(' '));
    };
    const all = await textsOf({ leave_out: null, min_df: 1 });
    writeFileSync(list(), 'data.csv:2\ndata.csv:9\n');
    const without = await textsOf({ leave_out: list(), min_df: 1 });
    expect(without.length).toBeGreaterThan(0);
    expect(all).toEqual(expect.arrayContaining(without));
  });

  it('a listed text that is missing throws, and so does a missing list', async () => {
    writeFileSync(list(), 'train/pos/0_9.txt\n');
    await expect(prepared()).rejects.toThrow(
      /--leave_out .*list\.txt names train\/pos\/0_9\.txt, which is not among/,
    );
    rmSync(list());
    await expect(prepared()).rejects.toThrow(/the list of reviews cannot be read/);
  });
});
