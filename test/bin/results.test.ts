import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { resultsCommand } from '../../bin/results';
import { runInUnits } from '../../bin/results-units';
import { planExperiments } from '../../experiments/results/experiment-units';
import type { Experiment } from '../../experiments/results/experiments';
import { resultsFolder } from '../../experiments/results/record';
import { resultFile, unitsOf, writeResult } from '../../lib/units';
import { writeCsv } from '../experiments/systems/corpus';
import { catchOutput } from './command-output';

const dir = mkdtempSync(join(tmpdir(), 'results-'));
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

async function runOf(...names: string[]): Promise<unknown> {
  const program = resultsCommand().action(() => {});
  program.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(['node', 'results', '--run', ...names]);
  return program.opts().run;
}

it('results --run takes several experiments, by their names or earlier names', async () =>
  expect(await runOf('keras-as-set', 'nb')).toEqual(['keras-original', 'nb']));

it('results --run refuses other names, and lists the experiments', () =>
  expect(runOf('kreas')).rejects.toThrow(/'kreas' is invalid. Allowed choices are oreilly-original, /));

it('results --merge names what is missing, then writes the records, and --again starts anew', async () => {
  const [folder, records] = [join(dir, 'units'), join(dir, 'records')];
  const experiment: Experiment = {
    ...{ name: 'simple-original', title: '', system: 'simple', data: 'tweets', tests: 'last', seeds: [1, 2] },
    flags: { data: writeCsv(join(dir, 'data')), stopwords_file: null },
  };
  const units = unitsOf(await planExperiments([experiment]));
  const before = JSON.parse(readFileSync(join(resultsFolder(), 'simple-original-1.json'), 'utf8'));
  const deliver = (at: number) =>
    writeResult(folder, units[at]!.digest, { body: JSON.stringify({ ...before, seed: at + 1 }), items: 1 });
  const merge = () => runInUnits([experiment], false, { folder, records, merge: true });
  const delivered = () => units.filter(({ digest }) => existsSync(resultFile(folder, digest)));
  await deliver(0);
  await expect(merge()).rejects.toThrow(/^1 of 2 units have no result in .*: simple-original, seed 2\. Run/);
  expect(existsSync(records)).toBe(false);
  await deliver(1);
  expect(await merge()).toBe(true);
  expect(readdirSync(records).sort()).toEqual(['simple-original-1.json', 'simple-original-2.json']);
  expect(JSON.parse(readFileSync(join(records, 'simple-original-2.json'), 'utf8'))).toMatchObject({
    seed: 2,
  });
  expect(delivered()).toHaveLength(2); // another command may wait for them
  const third = { number: 3, of: 3 }; // a shard without units
  await runInUnits([experiment], true, { folder, records, shard: third });
  expect(delivered()).toEqual([]);
  await deliver(0); // by the first shard, before the next one starts
  await runInUnits([experiment], true, { folder, records, shard: third });
  expect(delivered()).toHaveLength(1);
});

it('a queue needs a server', () =>
  expect(resultsCommand().parseAsync(['node', 'results', '--run', 'nb', '--queue', 'mine'])).rejects.toThrow(
    '--queue belongs to --redis',
  ));
