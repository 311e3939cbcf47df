import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { killOften, type Stage } from '../../abuse/kills';

const dir = mkdtempSync(join(tmpdir(), 'kills-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Counts to 20 in a file, 10 ms for each number. What it was killed at is where it goes on. */
const COUNT = `
const { existsSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const step = () => {
  const n = existsSync('count') ? Number(readFileSync('count', 'utf8')) : 0;
  if (n === 20) return;
  writeFileSync('new', String(n + 1));
  renameSync('new', 'count');
  setTimeout(step, 10);
};
`;

function stageOf(script: string): Stage {
  return {
    next: (folder) => ({ args: ['-e', `${COUNT}${script}`], cwd: folder }),
    result: (folder) =>
      existsSync(join(folder, 'count')) ? readFileSync(join(folder, 'count'), 'utf8') : '',
  };
}

async function outcomesOf(name: string, script: string) {
  let rounds = 0;
  const onRound = () => void rounds++;
  const options = { kills: 2, scratch: join(dir, name), random: () => 0.5, onRound };
  const { times, outcomes } = await killOften(name, stageOf(script), options);
  return { times, rounds, outcomes };
}

describe('killOften', { timeout: 120_000 }, () => {
  it('finds no fault in work that goes on', async () => {
    const { times, outcomes } = await outcomesOf('good', 'step();');
    expect(outcomes).toEqual({ 'the same result as of work that was not killed, nothing left over': times });
    expect(times).toBeGreaterThan(0);
  });

  it.each([
    ['temporary files', "writeFileSync('x.tmp', ''); step();", /^FAULT: 1 temporary or empty files are left/],
    [
      'another result',
      // A killed process may have left an empty file "new".
      "if (existsSync('begun')) { rmSync('new', { force: true }); writeFileSync('count', '20'.padEnd(3)); } else writeFileSync('begun', 'x'); step();",
      /^FAULT: another result/,
    ],
    [
      'work that cannot go on',
      "if (existsSync('begun')) throw new RangeError('half'); writeFileSync('begun', 'x'); step();",
      /^FAULT: RangeError: half/,
    ],
  ])('finds %s', async (name, script, fault) => {
    const { outcomes } = await outcomesOf(name.replaceAll(' ', '-'), script);
    expect(Object.keys(outcomes).join()).toMatch(fault);
  });
});
