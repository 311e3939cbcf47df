import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { underscored } from '../../bin/options';
import { tuneCommand } from '../../bin/tune';
import { ready } from '../../lib/backend';
import { latestCheckpoint } from '../../lib/checkpoints';
import { writeCsv } from '../experiments/systems/corpus';
import { catchOutput, outputOf } from './command-output';
import { onTerminal } from './pseudo-terminal';
import { foldersIn, runFolder, train } from './train-command';

const dir = mkdtempSync(join(tmpdir(), 'tune-'));
beforeAll(async () => {
  await ready();
  writeCsv(join(dir, 'data'));
  writeFileSync(join(dir, 'one.csv'), 'text,label\nA good film.,1\n');
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

const RATE = ['--param', 'learning_rate=1e-3..1e-1:log'];
const FIXED = ['--data', join(dir, 'data'), '--embedding_size', '4', '--stopwords_file', 'None'];
const TINY = [...FIXED, '--train_steps', '9', '--batch_size', '8'];
const UNITS = ['--param', 'hidden_size=3,4'];
const HALVING = ['--search', 'halving', '--rungs', '2', '--eta', '3'];

/** Runs `npm run tune` in this process, and returns what it printed. */
async function tune(...args: string[]): Promise<string> {
  return outputOf(tuneCommand(underscored(['node', 'tune', ...args])), ...args);
}

interface Event {
  event: string;
  [key: string]: unknown;
}

async function events(...args: string[]): Promise<Event[]> {
  const lines = (await tune(...args, '--json')).trim().split('\n');
  return lines.map((line) => JSON.parse(line));
}

const out = (name: string) => ['--out', join(dir, name)];

describe('tune', () => {
  it('random search trains each trial in full, and the same command costs nothing', async () => {
    const args = [...TINY, ...RATE, ...UNITS, '--trials', '3', ...out('random')];
    const printed = await tune(...args);
    expect(printed).toContain('13 for training, 13 for validation, the same for all trials');
    expect(printed).toContain('simple, random search, 3 trials');
    expect(printed.match(/9 of 9 +0\.\d{4} +\d+\.\d %/g)).toHaveLength(3);
    expect(printed).toMatch(/Trial \d (has the lowest loss, but|is the best one)/);
    const again = await events(...args);
    expect(again.map(({ event }) => event)).toEqual(['search', 'done']);
    expect(again[1]).toMatchObject({
      format: 1,
      ranking: expect.any(Array),
      data: { train: 13, validation: 13 },
    });
    // More trials go on, and only the checkpoints of the best one are kept.
    const more = await events(...args.map((value) => (value === '3' ? '4' : value)));
    expect(more.map(({ event }) => event)).toEqual(['search', 'trial', 'done']);
    expect(readdirSync(join(dir, 'random', 'runs'))).toHaveLength(1);
    expect(readFileSync(join(dir, 'random', 'tuning.svg'), 'utf8')).toContain('learning_rate');
  });

  it('a trial that halving promoted ends with the weights of a run that never stopped', async () => {
    const args = [...TINY, ...RATE, '--hidden_size', '3', '--trials', '3', ...HALVING, ...out('halving')];
    const printed = await tune(...args);
    expect(printed.match(/3 of 9 /g)).toHaveLength(3);
    expect(printed.match(/9 of 9 /g)).toHaveLength(1);
    expect(printed).toContain('2 trials were stopped early');
    const [, flags = ''] = /To train it again: npm run -s train -- (.*)\n/.exec(printed)!;
    const [, best = ''] = /Best checkpoint: (.*)\n/.exec(printed)!;
    const given = flags.split(' ').filter((flag, at, all) => flag !== '--data' && all[at - 1] !== '--data');
    const whole = runFolder(await train(...given, ...foldersIn(dir)));
    const weights = async (run: string) =>
      readFileSync(join(await latestCheckpoint(run), 'weights.bin'), 'base64');
    expect(await weights(best)).toBe(await weights(whole));
  });

  it('shards share the trials, and a last call without --shard ends the search', async () => {
    const args = [...TINY, ...RATE, ...UNITS, '--trials', '4'];
    const whole = (await events(...args, ...out('whole'))).at(-1)!;
    const trials = async (shard: string) =>
      (await events(...args, ...out('parts'), '--shard', shard)).slice(1);
    const planned = await events(...args, ...out('parts'), '--plan');
    expect(planned.map(({ event }) => event)).toEqual(['search', 'plan']);
    expect(existsSync(join(dir, 'parts', 'results'))).toBe(false);
    const first = await trials('1/2');
    expect(first.map(({ event, number }) => number ?? event)).toEqual([0, 2, 'shard']);
    await expect(events(...args, ...out('parts'), '--merge')).rejects.toThrow(
      /^2 trials have no result in .*parts: trial 1, trial 3\. Run their shards again; or, with --error_score nan,/,
    );
    const second = await trials('2/2');
    expect(second.map(({ event, number }) => number ?? event)).toEqual([1, 3, 'shard']);
    // A shard never ends the search: many that are submitted again would do it at once.
    expect(second.at(-1)).toMatchObject({ complete: true });
    expect(existsSync(join(dir, 'parts', 'tuning.json'))).toBe(false);
    const lock = join(dir, 'parts', 'finish.lock');
    writeFileSync(lock, 'elsewhere-1 2 600000\n');
    await expect(events(...args, ...out('parts'))).rejects.toThrow('is working on the end of the search');
    rmSync(lock);
    const last = await events(...args, ...out('parts'), '--merge');
    const { ranking, importances } = whole;
    expect(last.at(-1)).toMatchObject({ event: 'done', ranking, importances });
    const losses = (record: Event) => (record.trials as { losses: number[] }[]).map((trial) => trial.losses);
    expect(losses(last.at(-1)!)).toEqual(losses(whole));
    const study = join(dir, 'parts', 'study.json');
    const { sha256: _, ...content } = JSON.parse(readFileSync(study, 'utf8'));
    // As an earlier version wrote it, without its SHA-256.
    writeFileSync(study, JSON.stringify({ ...content, format: 1, code: '0'.repeat(64) }));
    await expect(trials('1/2')).rejects.toThrow('was begun by another version of the code: use one version');
    expect((await events(...args, ...out('parts'))).at(-1)).toMatchObject({ event: 'done' });
  });

  it('several seeds train on the same split, and --refit uses the test set once', async () => {
    const args = [...TINY, ...RATE, '--trials', '2', '--seeds', '2', '--refit', ...out('refit')];
    const found = await events(...args);
    expect(found.map(({ event }) => event)).toEqual(['search', 'trial', 'trial', 'done', 'refit']);
    const [, , , done, refit] = found as [Event, Event, Event, Event, Event];
    expect((done.trials as { seeds: object[] }[])[0]!.seeds).toMatchObject([{ seed: 0 }, { seed: 1 }]);
    expect(refit).toMatchObject({ test: { n: 6 }, seed: 0, earlierTests: 0 });
    const { checkpoint, date } = refit as unknown as { checkpoint: string; date: string };
    expect(existsSync(join(checkpoint, 'weights.bin'))).toBe(true);
    const record = JSON.parse(readFileSync(join(checkpoint, 'checkpoint.json'), 'utf8'));
    expect(record.run.data).toMatchObject({ train: 26, validation: 0 });
    expect((await events(...args)).at(-1)).toMatchObject({ event: 'refit', date });
  });

  it('a trial that diverges has failed, and the others go on', async () => {
    const printed = await tune(
      ...TINY,
      '--param',
      'learning_rate=0.01,1e30',
      '--trials',
      '2',
      ...out('failed'),
    );
    expect(printed).toMatch(
      /failed .* 1e\+30 +(the loss is \S+ at step \d+|\S+ is not finite, or too large, after)/,
    );
    expect(printed).toContain('is the only one that was trained in full');
    expect(printed).toContain('1 trial failed.');
  });

  it('n-grams have no steps: they are searched at random', async () => {
    const args = [
      '--model',
      'nb',
      '--data',
      join(dir, 'data'),
      '--validation_split',
      '0.3',
      '--param',
      'min_df=1,2',
    ];
    expect(await tune(...args, '--trials', '5', ...out('nb'))).toContain('2 trials');
    await expect(tune(...args, '--search', 'halving')).rejects.toThrow('nb is fitted at once');
  });

  it.each([
    [['--hidden_size', '4', ...UNITS], '--hidden_size and --param hidden_size: give one of them'],
    [[...RATE, '--eta', '2'], '--rungs and --eta belong to --search halving'],
    [[...RATE, ...HALVING, '--validate_every', '2'], '--validate_every: --search halving decides'],
    [['--param', 'train_steps=5,9', '--search', 'halving'], '--param train_steps: --search halving compares'],
    [[...RATE, '--shard', '0/2'], 'shards are counted from 1'],
    [
      ['--model', 'tf-idf', '--param', 'c=1..9', '--validation_split', 'None'],
      'a search needs a validation set',
    ],
    [
      [...RATE, '--data', join(dir, 'one.csv'), '--test_size', 'None'],
      'one.csv: too few reviews for the validation set that a search needs; add reviews',
    ],
    [[...RATE, '--data', join(dir, 'nowhere')], 'nowhere does not exist'],
  ])('refuses %j', async (args, message) => {
    await expect(tune('--data', join(dir, 'data'), ...args, ...out('refused'))).rejects.toThrow(message);
  });

  it('refuses the folder of another search, and reviews that have changed', async () => {
    const args = [...TINY, ...RATE, '--trials', '1', ...out('same')];
    await tune(...args);
    await expect(tune(...args, '--batch_size', '4')).rejects.toThrow(
      'has another search (batch_size is 8): name another --out',
    );
    const data = join(dir, 'changed');
    writeCsv(data);
    const changed = [...args.map((value, at) => (at === 1 ? data : value)), ...out('changing')];
    await tune(...changed);
    const { SENTENCES } = await import('../models/sentences');
    writeCsv(data, SENTENCES.slice(1));
    await expect(tune(...changed, '--trials', '2')).rejects.toThrow('have changed since the search began');
  });
});

it.skipIf(process.platform === 'win32')(
  'after Ctrl-C, the same command goes on in the middle of a trial, with the same result',
  { timeout: 300_000 },
  async () => {
    const args = [...FIXED, ...RATE, '--train_steps', '200', '--batch_size', '4', '--validate_every', '200'];
    const search = [...args, '--hidden_size', '4', '--trials', '2'];
    const stopped = onTerminal('tune', [...search, ...out('stopped')], [['Trial 1', '\u0003']]);
    expect(stopped.code).toBe(130);
    expect(stopped.screen).toContain('the same command goes on');
    const runs = join(dir, 'stopped', 'runs');
    const saved = readdirSync(runs, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /step-\d+$/.test(name),
    );
    expect(saved.filter((name) => !name.endsWith('step-200'))).toHaveLength(1);
    const rest = await events(...search, ...out('stopped'));
    expect(rest.filter(({ event }) => event === 'trial')).toHaveLength(1);
    const whole = await events(...search, ...out('unstopped'));
    const losses = (all: Event[]) =>
      (all.at(-1)!.trials as { losses: number[] }[]).map((trial) => trial.losses);
    expect(losses(rest)).toEqual(losses(whole));
  },
);
