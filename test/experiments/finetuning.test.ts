import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTrials, type TrialRecord, trialsFolder, writeTrial } from '../../experiments/finetuning/record';
import { withTrialTable, writeTrialTable } from '../../experiments/finetuning/table';
import { textsOf, trials } from '../../experiments/finetuning/trials';
import { tokenize } from '../../lib/text';

const folder = mkdtempSync(join(tmpdir(), 'trials-'));
afterAll(() => rmSync(folder, { recursive: true }));

const system = (name: TrialRecord['systems'][number]['name'], accuracy: number, tuned: number) => ({
  name,
  accuracy,
  standardError: 0.01,
  advantage: { difference: tuned - accuracy, standardError: 0.012 },
});
const record = (seed: number, tuned: number, nb: number): TrialRecord => ({
  format: 1,
  trial: { data: 'tweets', size: 200, seed },
  from: { name: 'imdb', weights: 'ab' },
  texts: 200,
  test: 839,
  systems: [
    system('fine-tuned', tuned, tuned),
    system('tf-idf', 0.7, tuned),
    system('nb', nb, tuned),
    system('as it was', 0.6, tuned),
  ],
  finetuning: { folds: 3, epochs: 4, newWords: 10, maxLength: 30, advised: 'fine-tuned' },
  seconds: 10,
  cpuSeconds: 20,
  machine: { processor: 'p', cores: 2, backend: 'tensorflow', node: '20' },
  date: '2026-01-01T00:00:00Z',
});

describe('trials', () => {
  it('there are ten cells of three seeds', () => expect(trials).toHaveLength(30));

  it('no text to fine-tune on has the words of a test text, and seeds draw other texts', async () => {
    const words = ({ text }: { text: string }) => tokenize(text).join(' ');
    const one = await textsOf({ data: 'tweets', size: null, seed: 0 });
    const tested = new Set(one.test.map(words));
    expect(one.own.filter((review) => tested.has(words(review)))).toEqual([]);
    const other = await textsOf({ data: 'tweets', size: 200, seed: 1 });
    expect(other.test).toEqual(one.test);
    expect(other.own).toHaveLength(200);
    expect(other.own).not.toEqual(one.own.slice(0, 200));
  });

  it('records are read as they were written', async () => {
    await writeTrial(record(0, 0.8, 0.75), folder);
    expect(await readTrials(folder)).toEqual([record(0, 0.8, 0.75)]);
  });
});

describe('the table of the trials', () => {
  const page = '<!-- trials: all -->\nold\n<!-- end of trials -->\n';

  it('has the means of the seeds, and the gain over the better baseline', () => {
    const table = withTrialTable(page, [record(0, 0.8, 0.75), record(1, 0.9, 0.73)]);
    expect(table).toContain('| tweets | 200 | 85.0 % | 70.0 % | 74.0 % | 60.0 % | +11.0 ± 1.2 | imdb | 20 |');
    expect(table).toContain('in 1 of 1 rows');
  });

  it.runIf(existsSync(trialsFolder()))('matches the records', () => writeTrialTable({ check: true }));
});
