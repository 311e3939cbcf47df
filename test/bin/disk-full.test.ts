import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageOf } from '../../bin/disk-advice';
import { explainCommand } from '../../bin/explain';
import { preprocessCommand } from '../../bin/preprocess';
import { isNative, ready } from '../../lib/backend';
import { writeCsv } from '../experiments/systems/corpus';
import { catchOutput, outputOf } from './command-output';
import { foldersIn, runFolder, train } from './train-command';

const dir = mkdtempSync(join(tmpdir(), 'full-'));
const disk = join(dir, 'disk');
const LIMIT = { timeout: 300_000 };
const isMounted = mountSmallDisk();
afterAll(() => {
  if (isMounted) execFileSync('umount', [disk]);
  rmSync(dir, { recursive: true });
});
beforeAll(async () => {
  await ready();
  writeCsv(join(dir, 'data'));
});
beforeEach(catchOutput);
afterEach(() => {
  rmSync(join(disk, 'ballast'), { force: true });
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Mounts a disk of 1 MB. Returns whether that is possible: it takes Linux and its superuser. */
function mountSmallDisk(): boolean {
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Fills the disk but for some bytes. */
function fill(left: number): void {
  const free = Number(
    execFileSync('df', ['--output=avail', '-B1', disk], { encoding: 'utf8' }).split('\n')[1],
  );
  writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, free - left)));
}

/** Returns the paths of the files on the disk, without the ballast. */
function filesOnDisk(): string[] {
  const names = readdirSync(disk, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name !== 'ballast' && statSync(join(disk, name)).isFile()).sort();
}

/** Returns the message that a command ends with. */
async function messageFrom(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'no error',
    (error: Error) => messageOf(error),
  );
}

const TINY = ['--hidden_size', '4', '--stopwords_file', 'None'];
const folders = [...foldersIn(dir).slice(0, 2), '--summaries_dir', join(dir, 'logs')];

describe.runIf(isMounted)('when the disk is full', () => {
  it(
    'train says where, how much is free and how to resume, and leaves whole checkpoints',
    LIMIT,
    async () => {
      const args = [...folders, '--checkpoints_root', join(disk, 'cp'), ...TINY];
      const run = runFolder(await train(...args, '--train_steps', '2'));
      const before = filesOnDisk();
      expect(before).toContain(join('cp', run.split('/').at(-1)!, 'step-2', 'checkpoint.json'));
      fill(8192);
      const message = await messageFrom(train('--resume', run, '--train_steps', '4'));
      expect(message).toMatch(
        /step-4 cannot be written: the disk is full: 0\.0 MB are free\.\nFree some space, or name a folder/,
      );
      expect(message).toContain(`\nStep 2 is saved. Resume with: npm run -s train -- --resume ${run}`);
      expect(filesOnDisk()).toEqual(before);
      rmSync(join(disk, 'ballast'));
      expect(await train('--resume', run, '--train_steps', '4')).toContain('Model saved in');

      const old = readdirSync(join(disk, 'cp'));
      fill(4096);
      expect(await messageFrom(train(...args, '--train_steps', '2'))).toContain('the disk is full');
      expect(readdirSync(join(disk, 'cp'))).toEqual(old); // no empty folder of the new run
      rmSync(join(disk, 'cp'), { recursive: true });
    },
  );

  it('train goes on without curves if only that of the summaries is', LIMIT, async () => {
    fill(0);
    const args = [...foldersIn(dir).slice(0, 4), '--summaries_dir', join(disk, 'logs'), ...TINY];
    const printed = await train(...args, '--train_steps', '2', '--json');
    expect(JSON.parse(printed.trim().split('\n').at(-1)!)).toMatchObject({ event: 'done', steps: 2 });
    expect(vi.mocked(console.error).mock.calls.flat().join('\n')).toMatch(
      isNative()
        ? /^Training goes on without curves: .*disk\/logs/m
        : /^Training goes on without curves: TensorBoard's files need TensorFlow's library$/m,
    );
    rmSync(join(disk, 'logs'), { recursive: true, force: true });
  });

  it('other commands name the file, and leave none', LIMIT, async () => {
    fill(0);
    const page = join(disk, 'page.html');
    expect(await messageFrom(outputOf(explainCommand(), 'A delight.', '--html', page))).toMatch(
      /page\.html cannot be written: the disk is full/,
    );
    const out = join(disk, 'ids');
    const args = ['--data', join(dir, 'data'), '--out', out];
    expect(await messageFrom(outputOf(preprocessCommand(), ...args))).toMatch(
      /ids cannot be written: the disk is full/,
    );
    expect(filesOnDisk()).toEqual([]);
  });
});

it.runIf(isMounted)('a read-only disk is named as such', LIMIT, async () => {
  execFileSync('mount', ['-o', 'remount,ro', disk]);
  const args = [...folders, '--checkpoints_root', join(disk, 'cp'), ...TINY, '--train_steps', '2'];
  expect(await messageFrom(train(...args))).toMatch(
    /disk\/cp\S* cannot be written: the disk is read-only\.\nTo write elsewhere, name a folder on another disk\./,
  );
});

describe('two runs on one folder', () => {
  it('one is refused, whichever is later', LIMIT, async () => {
    const args = [...foldersIn(dir), ...TINY];
    const run = runFolder(await train(...args, '--train_steps', '2'));
    const resume = () => train('--resume', run, '--train_steps', '60');
    const both = await Promise.allSettled([resume(), resume()]);
    const [ended] = both.filter((one) => one.status === 'fulfilled');
    const [refused] = both.filter((one) => one.status === 'rejected');
    expect(ended?.value).toContain('Model saved in');
    expect(String(refused?.reason)).toContain(`process ${process.pid} is working on the run ${run}`);
    expect(readdirSync(run)).not.toContain('run.lock');
  });
});
