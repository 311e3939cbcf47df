import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ready } from '../../lib/backend';
import { latestCheckpoint } from '../../lib/checkpoints';
import { writeCsv } from '../experiments/systems/corpus';
import { catchOutput } from './command-output';
import { inPipes, onTerminal } from './pseudo-terminal';
import { foldersIn, runFolder, train } from './train-command';

const dir = mkdtempSync(join(tmpdir(), 'train-'));
const folders = foldersIn(dir);
beforeAll(async () => {
  await ready();
  writeCsv(join(dir, 'data'));
});
afterAll(() => rmSync(dir, { recursive: true }));

beforeEach(catchOutput);

const TINY = ['--hidden_size', '4', '--stopwords_file', 'None'];
const SMALL = [
  '--hidden_size',
  '8',
  '--stopwords_file',
  'None',
  '--validate_every',
  '20',
  '--batch_size',
  '4',
];

describe('train', () => {
  it('with --json, every event is a line with an object', async () => {
    const steps = ['--train_steps', '4', '--validate_every', '2'];
    const printed = await train(...folders, ...TINY, ...steps, '--json');
    const events = printed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual([
      'read',
      'data',
      'step',
      'step',
      'validation',
      'saved',
      'step',
      'step',
      'validation',
      'saved',
      'done',
    ]);
    expect(events[1]).toMatchObject({ system: 'simple', train: 13, validation: 13, test: 6, steps: 4 });
    expect(events.at(-1)).toMatchObject({ steps: 4, stoppedEarly: false, test: { n: 6 } });
  });

  it('--resume continues a run, and refuses other values of its flags', async () => {
    const folder = runFolder(await train(...folders, ...TINY, '--train_steps', '2'));
    await expect(train('--resume', folder, '--hidden_size', '5')).rejects.toThrow(
      '--hidden_size 5: a resumed run keeps its flags; only --workers, --train_steps may change',
    );
    await train('--resume', folder, '--train_steps', '3');
    expect(readdirSync(folder)).toContain('step-3');
    await expect(train('--resume', join(dir, 'nowhere'))).rejects.toThrow(/no checkpoint in .*nowhere/);
  });
});

describe('train in a shell', () => {
  it('the exit code is 0 after training, 2 for a wrong flag, 1 for missing data', {
    timeout: 300_000,
  }, () => {
    const done = inPipes('train', [...folders, ...SMALL, '--train_steps', '5']);
    expect(done.stdout.trim().split('\n').at(-1)).toMatch(/^Model saved in: .*cp[\\/]\d+$/);
    expect(done.code).toBe(0);
    const wrong = inPipes('train', [...folders, ...SMALL, '--class_weights', 'joy=2']);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('--class_weights joy=2: there is no class joy'),
    ]);
    const nowhere = inPipes('train', ['--data_dir', join(dir, 'nowhere')]);
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringContaining('nowhere does not exist')]);
  });

  it.skipIf(process.platform === 'win32')(
    'after Ctrl-C, a resumed run ends with the weights of an uninterrupted run',
    { timeout: 300_000 },
    async () => {
      const args = [...folders, ...SMALL, '--train_steps', '150'];
      const stopped = onTerminal('train', args, [['Step 20:', '\u0003']]);
      const [, step, folder = ''] =
        /Stopped after step (\d+)\. Resume with: npm run -s train -- --resume (\S+)/.exec(stopped.screen) ??
        [];
      expect(stopped.code).toBe(130);
      expect(Number(step)).toBeGreaterThanOrEqual(20);
      expect(Number(step)).toBeLessThan(150);

      const resumed = onTerminal('train', ['--resume', folder], []);
      expect(resumed.screen).toContain(`Training: steps ${Number(step) + 1} to 150`);
      expect(resumed.screen).toContain(`Model saved in: ${folder}`);
      expect(resumed.code).toBe(0);
      const whole = runFolder(await train(...args));
      const weights = async (run: string) =>
        readFileSync(join(await latestCheckpoint(run), 'weights.bin'), 'base64');
      expect(await weights(folder)).toBe(await weights(whole));
    },
  );
});
