import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { scoreCommand } from '../../bin/score';
import { scoreInUnits, unitsPlace } from '../../bin/score-units';
import { stoppable } from '../../bin/stop-signal';
import { FlagError } from '../../experiments/runs/flags';
import { ProcessStopped } from '../../lib/computing-process';
import { digestOf } from '../../lib/files/digest';
import { writeSealed } from '../../lib/files/sealed-json';
import { countsJson, noCounts } from '../../lib/scoring';
import { doShard, type Manifest, writeManifest } from '../../lib/units';
import { catchOutput, outputOf } from './command-output';

const dir = mkdtempSync(join(tmpdir(), 'score-units-'));
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

const manifest: Manifest = {
  ...{ kind: 'score', shared: {}, output: { header: 'n\n' } },
  units: [0, 1].map((first) => ({ first, rows: 1 })),
};

/** Merges the results of two units, which are there. */
async function merge(out: string) {
  const asked = { out, merge: true, read: {}, perClass: false, rowsPerUnit: 1, model: {} };
  return scoreInUnits({ ...asked, format: () => ({ kind: 'json' }) });
}

test('odd rows of units are counted, without the numbers of their lines', async () => {
  const out = join(dir, 'odd.csv');
  const folder = unitsPlace({ out });
  await writeManifest(folder, manifest);
  const summary = () =>
    countsJson({ ...noCounts(), rows: 1, odd: 1, oddRows: ['line 7: 1 field instead of 2'] });
  await doShard(manifest, async () => ({ body: '\n', items: 1, summary }), { folder });
  await outputOf(scoreCommand(), '--out', out, '--merge');
  expect(vi.mocked(console.error).mock.calls.join('\n')).toMatch(/\n2 odd rows\n/);
});

test('merging again, after a kill between the last two steps, ends as it should have', async () => {
  const out = join(dir, 'scored.csv');
  const folder = unitsPlace({ out });
  await writeManifest(folder, manifest);
  const summary = () => countsJson({ ...noCounts(), rows: 1 });
  await doShard(manifest, async ({ inputs }) => ({ body: `${inputs.first}\n`, items: 1, summary }), {
    folder,
  });
  expect(await merge(out)).toMatchObject({ rows: 2 });
  expect(readFileSync(out, 'utf8')).toBe('n\n0\n1\n');
  expect(existsSync(folder)).toBe(false);
  // What a kill before the removal of the units leaves.
  const left = async () => {
    mkdirSync(join(folder, 'results'), { recursive: true });
    const { hex } = await digestOf(out);
    await writeSealed(join(folder, 'merged.json'), {
      output: hex,
      counts: countsJson({ ...noCounts(), rows: 2 }),
    });
  };
  await left();
  expect(await merge(out)).toEqual({ ...noCounts(), rows: 2 });
  expect(existsSync(folder)).toBe(false);
  await left();
  writeFileSync(join(folder, 'merged.json'), '{'); // damaged
  await expect(merge(out)).rejects.toThrow(`${out} exists: name a new file, or remove it`);
  await left();
  writeFileSync(out, 'another');
  await expect(merge(out)).rejects.toThrow(`${out} exists: name a new file, or remove it`);
});

test('a file that is missing on one machine is no wrong command line', async () => {
  const args = [join(dir, 'none.csv'), '--out', join(dir, 'none.out.csv')];
  await expect(outputOf(scoreCommand(), ...args)).rejects.toBeInstanceOf(FlagError);
  const shard = outputOf(scoreCommand(), ...args, '--shard', '1/2');
  await expect(shard).rejects.toThrow('none.csv does not exist');
  await expect(shard).rejects.not.toBeInstanceOf(FlagError);
});

test('a signal that ended a worker process first has stopped the command, too', async () => {
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  const stopped = stoppable(() => Promise.reject(new ProcessStopped('SIGTERM')));
  await expect(stopped).rejects.toThrow('exit 143');
  expect(exit).toHaveBeenCalledOnce();
});
