import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ready } from '../../lib/backend';
import { type Experiment, experimentNamed } from '../../lib/results/experiments';
import { seedOfRun, unfinishedRun } from '../../lib/results/run-experiment';
import { defaultsOf } from '../../lib/systems/flags';
import { trainSystem } from '../../lib/systems/run';
import type { RunStopped } from '../../lib/systems/run-events';
import { systems } from '../../lib/systems/systems';
import { writeCsv } from '../systems/corpus';

const dir = mkdtempSync(join(tmpdir(), 'experiment-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('knows the seed of a run that goes on, whether it is of the experiment, and which one was stopped', async () => {
  await ready();
  writeCsv(join(dir, 'data'));
  const flags = { data_dir: join(dir, 'data'), train_steps: 2 };
  const experiment: Experiment = { ...experimentNamed('simple-as-set'), flags };
  const stop = new AbortController();
  const root = join(dir, 'runs');
  const train = (seed: number, signal?: AbortSignal) =>
    trainSystem(
      systems.simple,
      {
        ...defaultsOf(systems.simple.flags),
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
  const longer = { ...experiment, flags: { ...flags, train_steps: 3 } };
  await expect(seedOfRun(longer, folder)).rejects.toThrow('its --train_steps is 2');
  const shorter = { ...experiment, flags: { data_dir: flags.data_dir } };
  await expect(seedOfRun(shorter, folder)).rejects.toThrow('its --train_steps is 2');

  expect(await unfinishedRun(experiment, 1, root)).toBeUndefined();
  expect(await unfinishedRun(experiment, 2, root)).toBe(stopped);
  expect(await unfinishedRun(longer, 2, root)).toBeUndefined();
});
