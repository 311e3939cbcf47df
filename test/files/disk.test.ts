import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lockRun, removeDeadRuns } from '../../lib/checkpoints/run-lock';
import { DiskError, diskError, readError } from '../../lib/files/disk-error';
import { makeFolder } from '../../lib/files/make-folder';
import { owner } from '../../lib/files/owner';
import { replaceFile } from '../../lib/files/replace-file';
import { buildFolder } from '../../lib/files/replace-folder';
import { scratchFolder, socketPath, temporaryBeside } from '../../lib/files/temporary';

let dir: string;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'disk-')));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Returns the owner in the names of a process that no longer runs. */
function deadOwner(): string {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return owner().replace(/\d+$/, `${pid}`);
}

describe('makeFolder', () => {
  test('makes a folder with those that it is in, also twice', () => {
    makeFolder(join(dir, 'a', 'b'));
    makeFolder(join(dir, 'a', 'b'));
    expect(readdirSync(join(dir, 'a'))).toEqual(['b']);
  });

  test('names the folder that cannot be made, and the reason', () => {
    writeFileSync(join(dir, 'file'), '');
    expect(() => makeFolder(join(dir, 'file', 'a'))).toThrow(
      `${join(dir, 'file', 'a')} cannot be written: a part of the path is a file, not a folder`,
    );
  });

  test.runIf(existsSync('/proc/self'))('ends in /proc, where Node never does', () => {
    expect(() => makeFolder('/proc/none/such')).toThrow(
      '/proc/none cannot be written: no folder can be made there',
    );
  });
});

test('readError names the file where the system does not', () => {
  const error = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', syscall: 'read' });
  expect(readError(error, 'a.csv').message).toBe('a.csv cannot be read: the disk reports a fault');
  expect(readError(new Error('another'), 'a.csv').message).toBe('another');
});

describe('diskError', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

  test('says how much is needed and how much is free', () => {
    const error = diskError(full, join(dir, 'new', 'file'), 12_345_678);
    expect(error).toBeInstanceOf(DiskError);
    expect(error.message).toMatch(
      /file cannot be written: the disk is full: 12\.3 MB are needed, [\d.]+ MB are free$/,
    );
  });

  test('leaves other errors, and those that are explained already', () => {
    const other = new Error('no more');
    expect(diskError(other, dir)).toBe(other);
    const explained = diskError(full, dir);
    expect(diskError(explained, 'elsewhere')).toBe(explained);
  });
});

describe('scratchFolder', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('makes the folder for temporary files, if it is missing', () => {
    vi.stubEnv('TMPDIR', join(dir, 'none', 'tmp'));
    expect(existsSync(scratchFolder('disk-test'))).toBe(true);
  });

  test('names a folder for temporary files that is none', () => {
    writeFileSync(join(dir, 'file'), '');
    vi.stubEnv('TMPDIR', join(dir, 'file'));
    expect(() => scratchFolder('disk-test')).toThrow(
      `${join(dir, 'file')} cannot be written: a file of that name is there`,
    );
  });
});

test('the path of a socket is never longer than one may be', () => {
  vi.stubEnv('TMPDIR', join(dir, 'x'.repeat(120)));
  const path = socketPath('workers');
  vi.unstubAllEnvs();
  expect(path).toMatch(/^\/tmp\/sentiment-lab-workers\..*\.tmp$/);
  expect(path.length).toBeLessThan(104);
});

describe('what a killed process left', () => {
  test('is removed beside the file or folder when it is written again', async () => {
    const left = `a.${deadOwner()}-0a1b2c3d.tmp`;
    writeFileSync(join(dir, left), 'half');
    await replaceFile(join(dir, 'a'), 'whole');
    expect(readdirSync(dir)).toEqual(['a']);
    mkdirSync(join(dir, left));
    rmSync(join(dir, 'a'));
    await buildFolder(join(dir, 'a'), async (ready) => writeFileSync(join(ready, 'x'), 'x'));
    expect(readdirSync(dir)).toEqual(['a']);
    expect(readFileSync(join(dir, 'a', 'x'), 'utf8')).toBe('x');
  });

  test('is removed from the folder for temporary files, and nothing of a process that runs', () => {
    const left = join(realpathSync(tmpdir()), `sentiment-lab-disk-test.${deadOwner()}-0a1b2c3d.tmp`);
    writeFileSync(left, '');
    const folder = scratchFolder('disk-test');
    const second = scratchFolder('disk-test');
    expect([existsSync(left), existsSync(folder), existsSync(second)]).toEqual([false, true, true]);
    rmSync(folder, { recursive: true });
    rmSync(second, { recursive: true });
  });

  test('is nothing, if it was killed right after the last step', () => {
    const script = `
      const fs = require('node:fs');
      const { renameSync } = fs;
      fs.renameSync = (...paths) => {
        renameSync(...paths);
        process.kill(process.pid, 'SIGKILL');
      };
      const { buildFolder } = require('./lib/files/replace-folder.ts');
      void buildFolder(process.argv[1], async (_, staging) => fs.writeFileSync(staging + '/x', ''));
    `;
    const { signal } = spawnSync(process.execPath, ['--import', 'tsx', '-e', script, join(dir, 'a')]);
    expect([signal, readdirSync(dir)]).toEqual(['SIGKILL', ['a']]);
  });

  test('is removed from the folder of a run when it is locked', () => {
    const left = `step-7.${deadOwner()}-0a1b2c3d.tmp`;
    mkdirSync(join(dir, left));
    mkdirSync(temporaryBeside(join(dir, 'step-8')));
    lockRun(dir)?.release();
    expect(readdirSync(dir)).toEqual([expect.stringMatching(/^step-8\./)]);
  });

  test('is removed with the folder of a run that was killed before its first checkpoint', () => {
    const run = (name: string, ...inside: string[]) => {
      for (const folder of inside) mkdirSync(join(dir, name, folder), { recursive: true });
      lockRun(join(dir, name));
      const lock = join(dir, name, 'run.lock');
      const held = readFileSync(lock, 'utf8');
      writeFileSync(lock, held.replaceAll(`${process.pid}`, deadOwner().split('-')[1]!));
    };
    run('1', `step-7.${deadOwner()}-0a1b2c3d.tmp`);
    run('2', 'step-7', 'mine');
    run('3', 'mine');
    mkdirSync(join(dir, '4'));
    lockRun(join(dir, '4')); // it runs
    expect(removeDeadRuns(dir)).toEqual(['3', '1']);
    expect(readdirSync(dir, { recursive: true }).sort()).toEqual(
      ['2', '2/mine', '2/run.lock', '2/step-7', '3', '3/mine', '4', '4/run.lock'].map(normalize),
    );
  });

  test('is also found in a folder that does not exist yet', () => {
    expect(temporaryBeside(join(dir, 'none', 'a'))).toContain(join(dir, 'none', 'a.'));
  });
});
