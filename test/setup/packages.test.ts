import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let clone: string;
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  for (const folder of ['setup', 'kernel']) mkdirSync(join(clone, folder));
  const setup = ['run', 'packages', 'means'].map((name) => `setup/${name}.cjs`);
  for (const file of [...setup, 'kernel/node-version.cjs'])
    copyFileSync(join(__dirname, '..', '..', file), join(clone, file));
  writeFileSync(join(clone, 'package-lock.json'), '{}');
});
afterEach(() => rmSync(clone, { recursive: true }));

describe('packagesState', () => {
  const state = () => require(join(clone, 'setup', 'packages.cjs')).packagesState();

  it('is missing in a fresh clone, stale after a change of the lock file, and current otherwise', () => {
    expect(state()).toBe('missing');
    mkdirSync(join(clone, 'node_modules', 'tsx'), { recursive: true });
    expect(state()).toBe('stale');
    const digest = createHash('sha256').update('{}').digest('hex');
    writeFileSync(join(clone, 'node_modules', '.installed-from'), digest);
    expect(state()).toBe('current');
    writeFileSync(join(clone, 'package-lock.json'), '{"lockfileVersion":3}');
    expect(state()).toBe('stale');
  });
});

describe('npm run doctor in a fresh clone', () => {
  const doctor = (...flags: string[]) =>
    spawnSync(process.execPath, [join(clone, 'setup', 'run.cjs'), 'doctor', ...flags], { encoding: 'utf8' });

  it('names the command that installs the packages', () => {
    expect(doctor()).toMatchObject({ status: 1, stdout: 'npm packages: not installed\n  npm run setup\n' });
  });

  it('prints findings as JSON with --json', () => {
    const { status, stdout } = doctor('--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      { what: 'npm packages', state: 'missing', found: 'not installed', remedy: 'npm run setup' },
    ]);
  });
});
