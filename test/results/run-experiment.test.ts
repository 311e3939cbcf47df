import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ready } from '../../lib/backend';
import { type Experiment, experimentNamed } from '../../lib/results/experiments';
import { seedOfRun } from '../../lib/results/run-experiment';
import { defaultsOf } from '../../lib/systems/flags';
import { trainSystem } from '../../lib/systems/run';
import { systems } from '../../lib/systems/systems';
import { writeCsv } from '../systems/corpus';

const dir = mkdtempSync(join(tmpdir(), 'experiment-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('knows the seed of a run that goes on, and whether it is of the experiment', async () => {
  await ready();
  writeCsv(join(dir, 'data'));
  const flags = { data_dir: join(dir, 'data'), train_steps: 2 };
  const experiment: Experiment = { ...experimentNamed('simple-as-set'), flags };
  const { folder } = await trainSystem(systems.simple, {
    ...defaultsOf(systems.simple.flags),
    ...flags,
    checkpoints_root: join(dir, 'runs'),
    summaries_dir: join(dir, 'logs'),
    random_state: 1,
  });
  expect(await seedOfRun(experiment, folder)).toBe(1);
  await expect(seedOfRun({ ...experiment, seeds: [0] }, folder)).rejects.toThrow('its --random_state is 1');
  await expect(seedOfRun({ ...experiment, system: 'keras' }, folder)).rejects.toThrow('its system is simple');
  const longer = { ...experiment, flags: { ...flags, train_steps: 3 } };
  await expect(seedOfRun(longer, folder)).rejects.toThrow('its --train_steps is 2');
});
