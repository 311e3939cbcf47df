import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { type ResultRecord, readResults } from '../../lib/results/record';
import { accuracyOf, withResultTables } from '../../lib/results/tables';

const test = { n: 20_000, accuracy: 0.85, standardError: 0.0025, loss: 0.4, baseline: 0.5 };
const record: ResultRecord = {
  ...{
    format: 1,
    experiment: 'oreilly-mended',
    system: 'oreilly',
    seed: 0,
    parameters: {},
    steps: 10,
    epochs: 2,
  },
  data: { name: 'IMDB', train: 20, held: 2, test: 20_000, digest: '' },
  ...{ trained: 29_570, validation: [], training: [], test, seconds: 100, date: '2026-01-01T00:00:00Z' },
  machine: { processor: 'p', cores: 2, backend: 'tensorflow', node: '20', tfjs: '4' },
};

describe('withResultTables', () => {
  it('writes what records say, and leaves the rest alone', () => {
    const page = 'a\n<!-- results: systems -->\nold\n<!-- end of results -->\nb\n';
    const written = withResultTables(page, [
      record,
      { ...record, seed: 1, test: { ...test, accuracy: 0.83 } },
    ]);
    expect(written).toMatch(/^a\n<!-- results: systems -->\n\n\| system/);
    expect(written).toContain('| 84.00 % (2 seeds: 83.00 to 85.00) | 50.0 % |  | 29,570 | 2 | 50 |');
    expect(written).toMatch(/<!-- end of results -->\nb\n$/);
    expect(
      withResultTables(written, [record, { ...record, seed: 1, test: { ...test, accuracy: 0.83 } }]),
    ).toBe(written);
  });

  it('says what each ingredient of pretraining gives', () => {
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
    expect(written).toContain('reading forwards | 50.00 % | 80.00 % ± 0.28 |  |');
    expect(written).toContain('| 50.00 % | 90.00 % ± 0.21 | +10.00 points |');
  });

  it('knows its tables', () =>
    expect(() => withResultTables('<!-- results: nonsense --><!-- end of results -->', [])).toThrow(
      'nonsense',
    ));
});

describe('accuracyOf', () => {
  it('has the standard error of a single run', () => expect(accuracyOf([record])).toBe('85.00 % ± 0.25'));
});

describe('the records', () => {
  it('of both lists of n-grams are of the same texts, read in the same way', async () => {
    const digests = (await readResults())
      .filter(({ experiment }) => ['tf-idf', 'nb'].includes(experiment))
      .map(({ data }) => data.digest);
    expect(digests).toHaveLength(2);
    expect(new Set(digests).size).toBe(1);
  });
});

describe('the tables of the README', () => {
  it('say what the records say', async () => {
    const readme = await readFile(join(repositoryRoot(), 'README.md'), 'utf8');
    expect(withResultTables(readme, await readResults())).toBe(readme);
  });
});
