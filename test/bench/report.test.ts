import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { suites } from '../../bench';
import type { CaseResult, Outcome } from '../../bench/contest';
import { benchFolder, contestantsLost, withTable } from '../../bench/record';
import { markdownReport, terminalReport } from '../../bench/report';
import { type BenchRecord, caseStandings, median } from '../../bench/standings';

const found = (outcomes: Outcome[], more: Partial<CaseResult> = {}): CaseResult => ({
  case: { name: 'a step', tolerances: {} },
  outcomes,
  disagreements: [],
  ...more,
});

const step = found([
  { name: 'ours', times: [40, 50, 60] },
  { name: 'Keras', variant: '1 thread', times: [90, 110, 100] },
  { name: 'Keras', variant: '2 threads', times: [75, 70] },
  { name: 'PyTorch', times: [20], failed: 'ended with code 3' },
]);

const record: BenchRecord = {
  suite: 'lstm',
  title: 'One LSTM',
  rounds: 3,
  environment: {
    date: '2026-01-02 03:04',
    processor: 'Abacus',
    cores: 2,
    memoryGiB: 24,
    system: 'Linux 6 x64',
    load: 0.1,
    versions: { Node: '20.0.0' },
  },
  cases: [
    caseStandings(step),
    caseStandings(found(step.outcomes, { disagreements: ['ours and Keras: loss: 1 against 2'] })),
    caseStandings({
      ...found([{ name: 'ours', times: [0.5], peakBytes: 3e6 }]),
      case: { name: 'scoring', tolerances: {}, perSecond: 'reviews' },
    }),
  ],
  peaks: [{ name: 'ours', peakMB: 300 }],
};

describe('caseStandings', () => {
  it('each contestant stands by the median of its best variant, relative to the first', () => {
    const [ours, keras, pytorch] = caseStandings(step).standings;
    expect(ours).toEqual({ name: 'ours', ratio: 1, median: 50, fastest: 40, slowest: 60, runs: 3 });
    expect(keras).toMatchObject({ name: 'Keras', variant: '2 threads', ratio: 1.45, median: 72.5 });
    expect(pytorch).toEqual({ name: 'PyTorch', runs: 1, failed: 'ended with code 3' });
  });
});

describe('median', () => {
  it('the median is the middle run, or the mean of the middle two', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, undefined]);
  });
});

describe('the benchmark report', () => {
  it('terminalReport has a line for each contestant, and no figures where results differ', () => {
    const lines = stripVTControlCharacters(terminalReport(record)).split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}Keras +1\.45 x +72\.5 ms {2}2 threads$/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}PyTorch +failed: ended with code 3$/));
    expect(lines).toContainEqual(expect.stringMatching(/no times.*loss: 1 against 2/));
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}ours +1 x +2,000 reviews\/s {2}3 MB$/));
  });

  it('markdownReport has a row for each case', () => {
    expect(markdownReport(record).split('\n').slice(0, 6)).toEqual([
      '|  | ours | Keras | PyTorch |',
      '| --- | --- | --- | --- |',
      '| a step | 50 ms | **1.45 x** (72.5 ms, 2 threads) | failed |',
      '| a step | the answers differ |  |  |',
      '| scoring | 2,000 reviews/s, 3 MB |  |  |',
      '| peak memory | 300 MB |  |  |',
    ]);
  });
});

describe('contestantsLost', () => {
  it('a new record that lacks contestants of the last one is noticed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const lost = (...names: string[]) => contestantsLost('lstm', names, folder);
    expect(await lost('ours')).toEqual([]);
    await mkdir(join(folder, 'results'));
    await writeFile(join(folder, 'results', 'lstm.json'), JSON.stringify(record));
    expect(await lost('ours')).toEqual(['Keras', 'PyTorch']);
    expect(await lost('ours', 'Keras', 'PyTorch', 'new')).toEqual([]);
  });
});

describe('withTable', () => {
  it('the table is replaced between its markers, and the rest of the page is kept', () => {
    const readme = 'before <!-- table: lstm -->old<!-- end of table --> after';
    const written = withTable(readme, record);
    expect(written).toMatch(
      /^before <!-- table: lstm -->\n\n\| {2}\| ours[\s\S]+<!-- end of table --> after$/,
    );
    expect(written).not.toContain('old');
    expect(() => withTable('', record)).toThrow(/no place/);
  });

  it('the README of the benchmarks has a table for every suite', () => {
    const readme = readFileSync(join(benchFolder(), 'README.md'), 'utf8');
    for (const suite of Object.keys(suites))
      expect(() => withTable(readme, { ...record, suite })).not.toThrow();
  });

  it('the README of the benchmarks shows the recorded results', () => {
    const readme = readFileSync(join(benchFolder(), 'README.md'), 'utf8');
    const results = join(benchFolder(), 'results');
    const files = readdirSync(results);
    expect(files).not.toEqual([]);
    for (const file of files) {
      const recorded = JSON.parse(readFileSync(join(results, file), 'utf8')) as BenchRecord;
      expect(withTable(readme, recorded)).toBe(readme);
    }
  });
});
