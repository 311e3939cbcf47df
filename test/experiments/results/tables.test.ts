import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answersOf } from '../../../experiments/results/answers';
import { experimentNamed, experiments } from '../../../experiments/results/experiments';
import { type ResultRecord, readResults, recordFile } from '../../../experiments/results/record';
import { UNCOMPARED_FLAGS } from '../../../experiments/results/run-experiment';
import { testAccuracyText, withResultTables } from '../../../experiments/results/tables';
import { publishedValues } from '../../../experiments/runs/flags';
import { systemNamed } from '../../../experiments/systems/systems';
import { repositoryRoot } from '../../../lib/repository';

const test = { n: 20_000, accuracy: 0.85, standardError: 0.0025, loss: 0.4, baseline: 0.5 };
const record: ResultRecord = {
  format: 2,
  experiment: 'oreilly-corrected',
  system: 'oreilly',
  seed: 0,
  hyperparameters: {},
  steps: 10,
  epochs: 2,
  data: { name: 'IMDB', train: 20, validation: 2, test: 20_000, digest: '' },
  trainableParameters: 29_570,
  validation: [],
  training: [],
  test,
  seconds: 100,
  date: '2026-01-01T00:00:00Z',
  machine: { processor: 'p', cores: 2, backend: 'tensorflow', node: '20', tfjs: '4' },
};

describe('withResultTables', () => {
  it('fills the tables from records and keeps the rest of the page', () => {
    const page = 'a\n<!-- results: systems -->\nold\n<!-- end of results -->\nb\n';
    const written = withResultTables(page, [
      record,
      { ...record, seed: 1, test: { ...test, accuracy: 0.83 } },
    ]);
    expect(written).toMatch(/^a\n<!-- results: systems -->\n\n\| system/);
    expect(written).toContain(
      '| 20 of IMDB | 20,000 | 84.00 % (2 seeds: 83.00 to 85.00) | 50.0 % |  | 29,570 | 2 | 50 |',
    );
    expect(written).toMatch(/<!-- end of results -->\nb\n$/);
    expect(
      withResultTables(written, [record, { ...record, seed: 1, test: { ...test, accuracy: 0.83 } }]),
    ).toBe(written);
  });

  it('the summary has one row per system, with its last recorded experiment', () => {
    const page = '<!-- results: summary --><!-- end of results -->';
    const original = { ...record, experiment: 'oreilly-original', test: { ...test, accuracy: 0.7 } };
    const nGrams = { ...record, experiment: 'nb', system: 'nb' };
    const written = withResultTables(page, [nGrams, record, original]);
    const [, , ...rows] = written.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toEqual([
      '| `oreilly` | masked average pooling, best of 6 epochs | 85.00 % ± 0.25 (1 seed) |',
      '| `nb` | unigrams and bigrams, naive Bayes weights, logistic regression | 85.00 % ± 0.25 (1 seed) |',
    ]);
  });

  it('the table of pretraining shows the gain of each component with its standard error', () => {
    const of = (experiment: string, accuracy: number) => ({
      ...record,
      experiment,
      validation: [
        { step: 1, loss: 1, accuracy: 0.5 },
        { step: 2, loss: 2, accuracy: 0.6 },
      ],
      test: { ...test, accuracy },
    });
    const page = '<!-- results: pretraining --><!-- end of results -->';
    const written = withResultTables(page, [of('pretrained-forward', 0.8), of('pretrained', 0.9)]);
    expect(written).toContain(' | 50.00 % | 80.00 % ± 0.28 (1 seed) |  |');
    expect(written).toContain(
      '| 50.00 % | 90.00 % ± 0.21 (1 seed) | +10.00 points ± at most 0.35 over `pretrained-forward` |',
    );
  });

  it('the error of a gain is that of a paired test, where both records have the answers', () => {
    const reviews = Array.from({ length: 4 }, (_, at) => ({ text: '', source: `test/${at}` }));
    const of = (experiment: string, ...correct: boolean[]) => ({
      ...record,
      experiment,
      validation: [{ step: 1, loss: 1, accuracy: 0.5 }],
      test: {
        ...test,
        n: 4,
        accuracy: correct.filter(Boolean).length / 4,
        answers: answersOf(reviews, correct),
      },
    });
    const page = '<!-- results: pretraining --><!-- end of results -->';
    const written = withResultTables(page, [
      of('pretrained-forward', true, true, false, false),
      of('pretrained', true, true, true, false),
    ]);
    expect(written).toContain(' | +25.00 points ± 21.65 over `pretrained-forward` |'); // the root of (1/4 - 1/16) / 4
  });

  it('a model that was made in stages has a row for each, and their sum', () => {
    const stages = [
      { name: 'forward language model', seconds: 5400 },
      { name: 'student', seconds: 9000 },
    ];
    const page = '<!-- results: stages --><!-- end of results -->';
    const written = withResultTables(page, [record, { ...record, experiment: 'pretrained', stages }]);
    const [, , ...rows] = written.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toEqual([
      '| `pretrained` | forward language model | 1.50 |',
      '| `pretrained` | student | 2.50 |',
      '| `pretrained` | all | 4.00 |',
    ]);
  });

  it('an unknown table name throws', () =>
    expect(() => withResultTables('<!-- results: nonsense --><!-- end of results -->', [])).toThrow(
      'nonsense',
    ));
});

describe('testAccuracyText', () => {
  it('a single run has the standard error of its test set', () =>
    expect(testAccuracyText([record])).toBe('85.00 % ± 0.25 (1 seed)'));
});

describe('readResults', () => {
  it('reads a record of format 1, with its earlier names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'results-'));
    const { hyperparameters, trainableParameters, data, experiment, ...same } = record;
    const { validation, ...sizes } = data;
    const earlier = {
      ...same,
      format: 1,
      experiment: 'oreilly-mended',
      parameters: { ...hyperparameters, test_size: 0.1 },
      trained: trainableParameters,
      data: { ...sizes, held: validation },
    };
    writeFileSync(join(folder, `oreilly-mended-${record.seed}.json`), JSON.stringify(earlier));
    expect(experiment).toBe('oreilly-corrected');
    expect(await readResults(folder)).toEqual([
      { ...record, hyperparameters: { ...hyperparameters, validation_split: 0.1 } },
    ]);
    rmSync(folder, { recursive: true });
  });
});

describe('results/', () => {
  it('every record has the hyperparameters that its experiment has now', async () => {
    for (const { experiment, seed, system, hyperparameters } of await readResults()) {
      const { flags, seeds, ...now } = experimentNamed(experiment);
      const asked = { ...publishedValues(systemNamed(system).flags), ...flags };
      const known = Object.entries(asked).filter(
        ([flag]) => flag in hyperparameters && !UNCOMPARED_FLAGS.includes(flag),
      );
      expect(hyperparameters, `${experiment} ${seed}`).toMatchObject({
        ...flags,
        ...Object.fromEntries(known),
      });
      expect({ system, seed: seeds.includes(seed) }).toEqual({ system: now.system, seed: true });
      expect(hyperparameters['random_state']).toBe(seed);
    }
  });

  it('every experiment has a record for each seed, and there are no others', async () => {
    const recorded = new Set((await readResults()).map(recordFile));
    const all = experiments.flatMap(({ name, seeds }) =>
      seeds.map((seed) => recordFile({ experiment: name, seed })),
    );
    expect([...recorded].sort()).toEqual(all.sort());
  });

  it('all IMDB experiments except the original configurations leave out duplicates', () => {
    const selected = experiments.filter(({ data, name }) => data === 'IMDB' && !name.endsWith('-original'));
    expect(selected.length).toBeGreaterThan(0);
    for (const { name, flags } of selected) expect(flags['leave_out'], name).toBe('data/duplicates.txt');
  });

  it('both n-gram systems are trained and tested on equal data', async () => {
    const records = await readResults();
    const digests = ['tf-idf', 'nb'].map((name) =>
      records.filter(({ experiment }) => experiment === name).map(({ data }) => data.digest),
    );
    expect(digests[0]!.length).toBeGreaterThan(0);
    expect(digests[0]).toEqual(digests[1]);
  });
});

describe.each(['README.md', 'docs/results.md'])('%s', (page) => {
  it('the result tables are those that the records give', async () => {
    const text = await readFile(join(repositoryRoot(), page), 'utf8');
    expect(text).toContain('<!-- results: ');
    expect(withResultTables(text, await readResults())).toBe(text);
  });
});
