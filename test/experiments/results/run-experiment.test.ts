import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { differenceOf } from '../../../experiments/results/answers';
import { type Experiment, experimentNamed } from '../../../experiments/results/experiments';
import { newestRun, runExperiment, seedOfRun, seedsToRun } from '../../../experiments/results/run-experiment';
import { publishedValues } from '../../../experiments/runs/flags';
import { trainSystem } from '../../../experiments/runs/run';
import type { RunStopped } from '../../../experiments/runs/run-events';
import { systems } from '../../../experiments/systems/systems';
import { ready } from '../../../lib/backend';
import { latestCheckpoint, readRecord } from '../../../lib/checkpoints';
import { readSourceList } from '../../../lib/corpus';
import { SENTENCES } from '../../models/sentences';
import { writeCsv, writeFolders } from '../systems/corpus';
import '../../tensor-leaks';

const dir = mkdtempSync(join(tmpdir(), 'experiment-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('seedOfRun checks that a run belongs to the experiment, and newestRun finds the latest run of a seed', {
  timeout: 300_000,
}, async () => {
  await ready();
  writeCsv(join(dir, 'data'));
  const flags = { data: join(dir, 'data'), stopwords_file: null, train_steps: 2 };
  const experiment: Experiment = { ...experimentNamed('simple-original'), flags };
  const stop = new AbortController();
  const root = join(dir, 'runs');
  const train = (seed: number, signal?: AbortSignal) =>
    trainSystem(
      systems.simple,
      {
        ...publishedValues(systems.simple.flags),
        ...flags,
        checkpoints_root: root,
        summaries_dir: join(dir, 'logs'),
        random_state: seed,
      },
      { signal, onStep: () => stop.abort() },
    );
  const { folder } = await train(1);
  const stopped = await train(2, stop.signal).catch((error: RunStopped) => error.folder);
  expect(await seedOfRun(experiment, folder)).toBe(1);
  await expect(seedOfRun({ ...experiment, seeds: [0] }, folder)).rejects.toThrow('its --random_state is 1');
  await expect(seedOfRun({ ...experiment, system: 'keras' }, folder)).rejects.toThrow('its system is simple');
  expect(await seedsToRun({ ...experiment, seeds: [0, 1] }, false, dir)).toEqual([0, 1]);
  writeFileSync(join(dir, 'simple-original-1.json'), '');
  expect(await seedsToRun({ ...experiment, seeds: [0, 1] }, false, dir)).toEqual([0]);
  await expect(seedsToRun(experiment, false, dir, folder)).rejects.toThrow(
    'seed 1 of simple-original has a record: add --again',
  );
  expect(await seedsToRun(experiment, true, dir, folder)).toEqual([1]);
  const longer = { ...experiment, flags: { ...flags, train_steps: 3 } };
  await expect(seedOfRun(longer, folder)).rejects.toThrow('its --train_steps is 2');
  const shorter = { ...experiment, flags: { data: flags.data, stopwords_file: null } };
  await expect(seedOfRun(shorter, folder)).rejects.toThrow('its --train_steps is 2');

  const bare = join(dir, 'bare');
  cpSync(await latestCheckpoint(folder), join(bare, 'step-2'), { recursive: true });
  const file = join(bare, 'step-2', 'checkpoint.json');
  const { run: _, sha256, ...record } = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify({ ...record, format: 3 }));
  await expect(seedOfRun(experiment, bare)).rejects.toThrow('was not saved by npm run train');

  expect(await newestRun(experiment, 1, root, 0)).toBe(folder);
  expect(await newestRun(experiment, 2, root, 0)).toBe(stopped);
  expect(await newestRun(longer, 2, root, 0)).toBeUndefined();
  expect(await newestRun(experiment, 2, root, Date.now() + 2000)).toBeUndefined();
});

it('runExperiment leaves out duplicates and writes the list of them if it is missing', {
  timeout: 300_000,
}, async () => {
  await ready();
  const data = join(dir, 'duplicates');
  const duplicate = { ...SENTENCES[0]!, text: `${SENTENCES[0]!.text}<br />` };
  writeFolders(join(data, 'train'), [...SENTENCES, duplicate]);
  writeFolders(join(data, 'test'), [SENTENCES[1]!, SENTENCES.at(-1)!]);
  const list = join(dir, 'duplicates.txt');
  const experiment: Experiment = {
    ...experimentNamed('simple-corrected'),
    flags: {
      data: data,
      stopwords_file: null,
      leave_out: list,
      test_size: null,
      train_steps: 2,
      checkpoints_root: join(dir, 'runs'),
      summaries_dir: join(dir, 'logs'),
    },
  };
  const { record } = await runExperiment(experiment, 0);
  expect(readSourceList(list)).toHaveLength(3); // two are in the test set, and one occurs twice
  const { train, validation, test } = record.data;
  expect(train + validation).toBe(SENTENCES.length + 1 - 3);
  expect(test).toBe(2);
  expect(record.hyperparameters).toMatchObject({ leave_out: list });
});

it('runExperiment evaluates a finished run on the test set', { timeout: 300_000 }, async () => {
  await ready();
  const data = join(dir, 'folders');
  writeFolders(join(data, 'train'));
  writeFolders(
    join(data, 'test'),
    SENTENCES.filter((_, n) => n % 3 === 0),
  );
  const experiment = { ...experimentNamed('theano-original'), flags: { data: data, max_epochs: 1 } };
  const done = await trainSystem(systems.theano, {
    ...publishedValues(systems.theano.flags),
    ...experiment.flags,
    checkpoints_root: join(dir, 'runs'),
    summaries_dir: join(dir, 'logs'),
  });
  const seed = publishedValues(systems.theano.flags).random_state;
  const { record, folder } = await runExperiment({ ...experiment, seeds: [seed] }, seed, {}, done.folder);
  expect(folder).toBe(done.folder);
  expect(record).toMatchObject({ steps: done.steps, validation: done.validation, training: done.training });
  // The seconds of a checkpoint end before it is saved.
  const saved = await readRecord(await latestCheckpoint(done.folder));
  expect(record.seconds).toBeGreaterThan(saved.run!.seconds!);
  expect(record.test.n).toBe(11);
  expect(record.epochs).toBeCloseTo(1, 0);
  const wrongIfAllAre = { ...record.test.answers!, correct: '' };
  expect(differenceOf(record.test.answers!, wrongIfAllAre, 11)!.difference).toBe(record.test.accuracy);
  expect(record.trainableParameters).toBeGreaterThan(1000);
});

it('evaluating a finished run again gives the same test result', { timeout: 300_000 }, async () => {
  await ready();
  writeCsv(join(dir, 'tweets'));
  const flags = {
    data: join(dir, 'tweets'),
    stopwords_file: null,
    train_steps: 2,
    checkpoints_root: join(dir, 'runs'),
    summaries_dir: join(dir, 'logs'),
  };
  const experiment: Experiment = { ...experimentNamed('simple-original'), flags };
  const whole = await runExperiment(experiment, 1);
  const again = async () => {
    const { record } = await runExperiment(experiment, 1, {}, whole.folder);
    expect(record.test).toEqual(whole.record.test);
  };
  await expect(again).toLeakNoTensors({ times: 1 }); // a worker does many
});
