import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npmCommand } from '../../lib/npm';
import { repositoryRoot } from '../../lib/repository';
import { writeCsv } from '../experiments/systems/corpus';
import { inTerminal } from './pseudo-terminal';
import { foldersIn } from './train-command';

const dir = mkdtempSync(join(tmpdir(), 'signals-'));
const at = (name: string) => join(dir, name);
const onUnix = describe.skipIf(process.platform === 'win32');
afterAll(() => rmSync(dir, { recursive: true }));

/** Waits until a file contains what is awaited, and returns it. */
async function written(file: string, awaited: RegExp): Promise<string> {
  const content = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  await expect.poll(content, { timeout: 120_000, interval: 100 }).toMatch(awaited);
  return content();
}

onUnix('supervise.cjs', () => {
  /** Starts a child that writes what it reads from the other process to a file. */
  function supervised(name: string): { process: ChildProcess; log: string } {
    const log = at(name);
    const child = `
      const fs = require('node:fs');
      const pipe = new (require('node:net').Socket)({ fd: Number(process.env.SENTIMENT_SUPERVISED) });
      const say = (what) => fs.appendFileSync(${JSON.stringify(log)}, what + ' ');
      pipe.on('data', (names) => say(String(names).trim()));
      pipe.on('close', () => { say('closed'); process.exit(); });
      say('ready ' + process.pid);`;
    const start = `require('./bin/supervise.cjs').supervise(['-e', process.argv[1]])`;
    return { process: spawn(process.execPath, ['-e', start, child], { cwd: repositoryRoot() }), log };
  }

  it('passes signals on as messages, and the second one ends the child', async () => {
    const codes = { SIGTERM: 143, SIGHUP: 129, SIGINT: 130 } as const;
    for (const [signal, code] of Object.entries(codes)) {
      const { process: parent, log } = supervised(signal);
      await written(log, /ready/);
      parent.kill(signal as NodeJS.Signals);
      await written(log, RegExp(`ready \\d+ ${signal} `));
      const ended = once(parent, 'exit');
      parent.kill(signal as NodeJS.Signals);
      expect(await ended, signal).toEqual([code, null]);
    }
  });

  it('kills a child that hangs after its terminal was closed', async () => {
    const hangs = `process.stdout.write('ready'); for (;;);`;
    const start = `require('./bin/supervise.cjs').supervise(['-e', process.argv[1]], 200)`;
    const parent = spawn(process.execPath, ['-e', start, hangs], { cwd: repositoryRoot() });
    await once(parent.stdout, 'data');
    parent.kill('SIGHUP');
    expect(await once(parent, 'exit')).toEqual([129, null]);
  });

  it('when it is killed, the child notices', async () => {
    const { process: parent, log } = supervised('killed');
    await written(log, /ready/);
    parent.kill('SIGKILL');
    await written(log, /closed/);
  });
});

onUnix('train', () => {
  const [command] = process.argv;
  const args = ['--hidden_size', '4', '--stopwords_file', 'None', '--train_steps', '100000'];
  const STARTED = /Training: \d+ of 100,000 steps/;
  const STOPPED = /Stopped after step \d+\. Resume with: npm run -s train -- --resume \S+\n/;
  beforeAll(() => writeCsv(at('data')));

  /** Returns the folder of the checkpoint that a run saved when it was stopped. */
  function savedBy(printed: string): string {
    const [, step, folder = ''] = /Stopped after step (\d+)\. Resume .* --resume (\S+)/.exec(printed) ?? [];
    return join(folder, `step-${step}`);
  }

  it('in the background of a shell it goes on, and SIGTERM saves a checkpoint', {
    timeout: 300_000,
  }, async () => {
    const log = at('background.txt');
    const train = [command!, 'bin/supervise.cjs', 'train', ...foldersIn(dir), ...args].join(' ');
    writeFileSync(
      at('rc'),
      `PS1='shell> '
begin() { ${train} > ${log} 2>&1 & }
end() { until grep -q 'steps, ' ${log}; do sleep 0.2; done; kill %1; wait %1; echo "code $?"; }\n`,
    );
    const { screen } = inTerminal(['bash', '--rcfile', at('rc'), '-i'], [['shell> ', 'begin; end; exit\r']]);
    expect(screen).not.toContain('Stopped');
    expect(screen).toMatch(/code 143/);
    const printed = await written(log, STOPPED);
    expect(printed).toContain('SIGTERM: stopping after this step.');
    expect(existsSync(join(savedBy(printed), 'checkpoint.json'))).toBe(true);
  });

  it('ends after npm was killed, and saves a checkpoint', { timeout: 300_000 }, async () => {
    const log = at('npm.txt');
    const { program, args: run } = npmCommand(['run', '-s', 'train', '--', ...foldersIn(dir), ...args]);
    const shell = `exec "$@" > ${log} 2>&1`;
    const npm = spawn('sh', ['-c', shell, 'sh', program, ...run], { cwd: repositoryRoot(), stdio: 'ignore' });
    await written(log, STARTED);
    npm.kill('SIGKILL');
    const printed = await written(log, STOPPED);
    expect(existsSync(join(savedBy(printed), 'checkpoint.json'))).toBe(true);
  });
});

onUnix('learn', () => {
  it('restores the terminal when a signal ends it, and exits with its code', { timeout: 300_000 }, () => {
    const isRaw = 'until stty -F /dev/tty | grep -q -- -icanon; do sleep 0.1; done';
    const kill = `(${isRaw}; kill -TERM $$) & exec node --import tsx bin/learn.ts`;
    const { screen, code } = inTerminal(['bash', '-c', kill], []);
    expect([screen.endsWith('\x1b[?25h\x1b[?1049l'), code]).toEqual([true, 143]);
  });
});
