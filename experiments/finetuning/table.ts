/** The table of the trials in docs/fine-tuning.md, generated from the records. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '../../lib/files/replace-file';
import { markdownTable, withSections } from '../../lib/markdown';
import { mean } from '../../lib/mean';
import { repositoryRoot } from '../../lib/repository';
import { readTrials, type Trial, type TrialRecord, type TrialSystem } from './record';
import { SIZES } from './trials';

const PAGE = join('docs', 'fine-tuning.md');

/**
 * Writes the table of the trials from their records.
 *
 * @param check change nothing
 * @throws with `check`, if the table differs
 */
export async function writeTrialTable({ check = false } = {}): Promise<void> {
  const file = join(repositoryRoot(), PAGE);
  const before = await readFile(file, 'utf8');
  const after = withTrialTable(before, await readTrials());
  if (check && after !== before)
    throw new Error(`${PAGE} differs from the records: run npm run finetune-trials -- --table`);
  if (after !== before) await replaceFile(file, after);
}

/** Returns a page with the table between `<!-- trials: all -->` and `<!-- end of trials -->`. */
export function withTrialTable(markdown: string, records: readonly TrialRecord[]): string {
  return withSections(markdown, 'trials', () => `${trialTable(records)}\n\n${summary(records)}`);
}

const NAMES: Record<Trial['data'], string> = { tweets: 'tweets', snippets: 'sentences' };

/** Returns a row for each data set and size: the means over the seeds. */
function trialTable(records: readonly TrialRecord[]): string {
  const rows = cellsOf(records).map(({ data, runs }) => [
    NAMES[data],
    countsOf(runs),
    ...(['fine-tuned', 'tf-idf', 'nb', 'as it was'] as const).map((name) => percent(meanOf(runs, name))),
    `${signed(advantageOf(runs))} ± ${(100 * errorOf(runs)).toFixed(1)}`,
    runs[0]!.from.name,
    `${Math.round(mean(runs.map(({ cpuSeconds }) => cpuSeconds)))}`,
  ]);
  const head = [
    'data',
    'texts',
    'fine-tuned',
    '`tf-idf`',
    '`nb`',
    'before fine-tuning',
    'gain over the better baseline, points',
    'starts from',
    'CPU seconds',
  ];
  return markdownTable([head, ...rows]);
}

function summary(records: readonly TrialRecord[]): string {
  const cells = cellsOf(records);
  const won = cells.filter(({ runs }) => advantageOf(runs) >= 0).length;
  const [first] = records;
  const about = first
    ? ` ${first.machine.processor}, ${first.machine.cores} cores, Node ${first.machine.node}.`
    : '';
  return `The fine-tuned model is at least as good as the better baseline in ${won} of ${cells.length} rows.${about}`;
}

interface Cell {
  data: Trial['data'];
  runs: TrialRecord[];
}

/** Returns the records of each data set and size that has any. */
function cellsOf(records: readonly TrialRecord[]): Cell[] {
  const all = (['tweets', 'snippets'] as const).flatMap((data) => SIZES.map((size) => ({ data, size })));
  return all.flatMap(({ data, size }) => {
    const runs = records.filter(({ trial }) => trial.data === data && trial.size === size);
    return runs.length === 0 ? [] : [{ data, runs }];
  });
}

function systemOf({ systems }: TrialRecord, name: TrialSystem['name']): TrialSystem {
  return systems.find((system) => system.name === name)!;
}

function meanOf(runs: readonly TrialRecord[], name: TrialSystem['name']): number {
  return mean(runs.map((run) => systemOf(run, name).accuracy));
}

/** Returns the name of the baseline with the higher mean accuracy. */
function betterBaseline(runs: readonly TrialRecord[]): 'tf-idf' | 'nb' {
  return meanOf(runs, 'nb') > meanOf(runs, 'tf-idf') ? 'nb' : 'tf-idf';
}

function advantageOf(runs: readonly TrialRecord[]): number {
  return meanOf(runs, 'fine-tuned') - meanOf(runs, betterBaseline(runs));
}

/**
 * Returns the mean of the paired standard errors. All seeds have the same test texts, so the error
 * does not shrink with their number.
 */
function errorOf(runs: readonly TrialRecord[]): number {
  const name = betterBaseline(runs);
  return mean(runs.map((run) => systemOf(run, name).advantage.standardError));
}

function countsOf(runs: readonly TrialRecord[]): string {
  return runs[0]!.texts.toLocaleString('en-US') + (runs[0]!.trial.size === null ? ' (all)' : '');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)}`;
}
