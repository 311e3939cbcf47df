import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contest } from '../../bench/contest';
import { contestantEnvironment } from '../../bench/contestant-process';
import type { Case, Entry } from '../../bench/suite';
import { contestant } from './contestants';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contest-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const caseOf = (more: Partial<Case> = {}): Case => ({
  name: 'adding up',
  tolerances: { sum: 1e-3 },
  log: join(folder, 'log'),
  ...more,
});
const ran = () => (existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8').trim() : '');
const hold = (entries: Entry[], { rounds = 1, timeLimit = 120, ...more }: Partial<Case> & Limits = {}) =>
  contest([caseOf(more)], entries, { rounds, timeLimit });

interface Limits {
  rounds?: number;
  timeLimit?: number;
}

describe('contest', () => {
  it('every contestant runs once a round, in an order that rotates', async () => {
    const { cases, versions, peaks } = await hold([contestant('a'), contestant('b'), contestant('c')], {
      rounds: 4,
    });
    expect(ran()).toBe('a b c b c a c a b a b c');
    expect(cases[0]!.outcomes.map(({ times }) => times)).toEqual(new Array(3).fill([5, 5, 5, 5]));
    expect(versions).toEqual({ a: '1', b: '1', c: '1' });
    expect(peaks[0]).toEqual({ name: 'a', bytes: 2e6 });
  });

  it('a slow contestant with fewer rounds rests afterwards', async () => {
    await hold([contestant('a'), { ...contestant('slow'), rounds: 1 }], { rounds: 3 });
    expect(ran()).toBe('a slow a a');
  });

  it('when results differ, nobody is timed, and the difference is named', async () => {
    const { cases } = await hold([contestant('a'), contestant('b', { answer: '{ sum: 10.02 }' })]);
    expect(cases[0]!.disagreements).toEqual(['a and b: sum: 10 against 10.02']);
    expect(ran()).toBe('');
  });

  it('results that differ within the tolerance are timed', async () => {
    const { cases } = await hold([contestant('a'), contestant('b', { answer: '{ sum: 10.005 }' })]);
    expect(cases[0]!.disagreements).toEqual([]);
    expect(ran()).toBe('a b');
  });

  it('after a crash the others go on, and the crash output is kept', async () => {
    const crashes = contestant('b', { run: "console.error('out of luck'); process.exit(3)" });
    const { cases } = await hold([contestant('a'), crashes, contestant('c')], { rounds: 2 });
    expect(cases[0]!.outcomes[1]!.failed).toMatch(/ended with code 3[\s\S]*out of luck/);
    expect(ran()).toBe('a c c a');
  });

  it('a contestant that hangs or does not start fails alone', async () => {
    const hangs = contestant('b', { run: 'return' });
    const missing: Entry = { name: 'c', command: ['program-that-nobody-has'] };
    const { cases } = await hold([contestant('a'), hangs, missing], { timeLimit: 4 });
    expect(cases[0]!.outcomes.map(({ failed }) => failed)).toEqual([
      undefined,
      expect.stringMatching(/no answer within 4 s/),
      expect.stringMatching(/does not start/),
    ]);
  });

  it('the environment variables of an entry reach its process alone', async () => {
    const seen = { answer: "{ sum: 10, kernel: process.env.SENTIMENT_KERNEL ?? 'unset' }" };
    const { cases } = await hold([
      { ...contestant('a', seen), env: { SENTIMENT_KERNEL: 'ops' } },
      contestant('b', seen),
    ]);
    expect(cases[0]!.outcomes.map(({ answer }) => answer!.kernel)).toEqual(['ops', 'unset']);
  });

  it('a fresh process is timed from its start to its result', async () => {
    const { cases } = await hold([contestant('a')], { rounds: 2, fresh: true });
    const [{ times, answer, peakBytes }] = cases[0]!.outcomes as [(typeof cases)[0]['outcomes'][0]];
    expect(times).toHaveLength(2);
    expect(Math.min(...times)).toBeGreaterThan(5);
    expect({ answer, peakBytes }).toEqual({ answer: { sum: 10 }, peakBytes: 2e6 });
  });
});

describe('contestantEnvironment', () => {
  it.each([
    'TF_NUM_INTRAOP_THREADS',
    'OMP_NUM_THREADS',
    'FAST_LSTM_THREADS',
    'SENTIMENT_BACKEND',
    'SENTIMENT_KERNEL',
  ])('contestants choose for themselves what %s would set', (name) => {
    expect(contestantEnvironment({ [name]: '1' })).not.toHaveProperty(name);
  });

  it('contestants have all other variables', () => {
    expect(contestantEnvironment({ PATH: 'x' })).toHaveProperty('PATH', 'x');
  });
});
