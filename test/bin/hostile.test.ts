import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classPage } from '../../course/grading/class-report';
import { repositoryRoot } from '../../lib/repository';
import { inPipes } from './pseudo-terminal';

const dir = mkdtempSync(join(tmpdir(), 'hostile-'));
afterAll(() => rmSync(dir, { recursive: true }));
const ESCAPES = '\u001b]0;title\u0007\u001b[2J\u009b3m\u202e';
/** What a terminal acts on, but for line ends. */
const RAW = /(?!\n)[\p{Cc}\u202a-\u202e]/u;

describe('control characters of data', () => {
  const LIMIT = { timeout: 300_000 };
  let answers: ReturnType<typeof inPipes>;
  beforeAll(() => {
    answers = inPipes('predict', [], `A delight. ${ESCAPES}\n\nDull,\rand long.\n`);
  }, LIMIT.timeout);

  it('predict shows them, and gives one answer a line', () => {
    expect(answers.code).toBe(0);
    expect(answers.stdout).not.toMatch(RAW);
    const lines = answers.stdout.split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('A delight. \\u001b]0;title\\u0007\\u001b[2J\\u009b3m\\u202e');
    expect(lines[1]).toBe('');
    expect(lines[2]).toContain('Dull,\\u000dand long.');
  });

  it('so do errors that name files', LIMIT, () => {
    const { stderr, code } = inPipes('train', ['--data', join(dir, `none${ESCAPES}.csv`)]);
    expect(code).toBe(1);
    expect(stderr).not.toMatch(RAW);
    expect(stderr).toContain('none\\u001b]0;title\\u0007');
  });

  it('evaluate shows them in texts and labels', LIMIT, () => {
    const file = join(dir, 'rows.csv');
    const rows = [0, 1, 2, 3, 4].flatMap((n) => [
      `"A delight ${ESCAPES} ${n}.",negative`,
      `"Dull and boring ${n}.",positive`,
    ]);
    writeFileSync(file, `text,label\n${rows.join('\n')}\n`);
    const { stdout, stderr, code } = inPipes('evaluate', ['--data', file, '--wrong', '10']);
    expect(stderr).not.toMatch(RAW);
    expect(stdout).not.toMatch(RAW);
    expect([code, stdout]).toEqual([0, expect.stringContaining('A delight \\u001b]0;title')]);
  });
});

describe.skipIf(process.platform !== 'linux')('a command', () => {
  const predict = ['--import', 'tsx', 'bin/predict.ts'];
  const run = (args: readonly string[], options: SpawnSyncOptions, program = process.execPath) => {
    const { stdout, stderr, status } = spawnSync(program, args, {
      cwd: repositoryRoot(),
      ...options,
    });
    return { code: status, printed: `${stdout ?? ''}${stderr}` };
  };

  it('whose output cannot be written says so, and ends with code 1', () => {
    const full = openSync('/dev/full', 'w');
    const { code, printed } = run([...predict, 'A delight.'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    expect([code, printed]).toEqual([1, 'Standard output cannot be written: the disk is full.\n']);
  });

  it('whose input is a folder says so', () => {
    const folder = openSync(dir, 'r');
    const { code, printed } = run(predict, { stdio: [folder, 'pipe', 'pipe'] });
    closeSync(folder);
    expect([code, printed]).toEqual([1, 'standard input is a folder: expected a file or a pipe\n']);
  });

  it('names what it cannot open, and why', () => {
    const file = join(dir, 'a file');
    writeFileSync(file, '');
    const { code, printed } = run([...predict, '--checkpoints_dir', join(file, 'model'), 'A delight.'], {});
    expect([code, printed]).toEqual([
      1,
      `${join(file, 'model')} cannot be opened: a part of the path is a file, not a folder\n`,
    ]);
  });

  it.each(['bin/run.cjs', 'bin/supervise.cjs', 'setup/run.cjs'])(
    'that %s starts names a folder that takes no temporary files, and too few open ones',
    (program) => {
      const broken = join(dir, 'no folder');
      writeFileSync(broken, '');
      for (const TMPDIR of [broken, '/proc']) {
        const { code, printed } = run([program, 'doctor'], { env: { ...process.env, TMPDIR } });
        expect([code, printed.trim()]).toEqual([
          1,
          expect.stringMatching(
            RegExp(`^No temporary files can be made in ${TMPDIR} \\(E\\w+: .*\\): set TMPDIR to a folder`),
          ),
        ]);
      }
      const { code, printed } = run(
        ['-c', `ulimit -n 24; exec ${process.execPath} ${program} doctor`],
        {},
        'sh',
      );
      expect([code, printed.trim()]).toEqual([
        1,
        'This process may open too few files at once: run ulimit -n 1024 before it',
      ]);
    },
  );
});

it('commands write through one module, which shows control characters', () => {
  const bin = join(repositoryRoot(), 'bin');
  const writers = readdirSync(bin)
    .filter((name) => name.endsWith('.ts') && name !== 'say.ts')
    .filter((name) => /console\.|std(out|err)\.write\(/.test(readFileSync(join(bin, name), 'utf8')));
  // The screen of `learn` and the rows of `score`, which are data.
  expect(writers).toEqual(['learn.ts', 'score.ts']);
});

it('pages may load nothing and run nothing', () => {
  expect(classPage([], new Date())).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'`,
  );
});
