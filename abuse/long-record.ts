/** The record of the long runs, and its table. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../lib/files/replace-file';
import { markdownTable } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';
import type { LongRun, Sample } from './long';

const FILE = join('results', 'reliability', 'long.json');

/** A recorded long run. */
interface RecordedRun extends LongRun {
  /** The day: `2026-01-31`. */
  day: string;
  node: string;
}

/** Records a long run, in place of the last one of the same kind. */
export async function recordLongRun(run: LongRun): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const others = readRuns().filter(({ what }) => what !== run.what);
  const runs = [...others, { ...run, day, node: process.versions.node }];
  await replaceFile(join(repositoryRoot(), FILE), `${JSON.stringify({ runs }, null, 2)}\n`);
}

function readRuns(): RecordedRun[] {
  const file = join(repositoryRoot(), FILE);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).runs : [];
}

/** Returns the table of the long runs. */
export function longTable(): string {
  const runs = readRuns();
  if (runs.length === 0) return 'There is no record yet.';
  const rows = runs.map(({ what, unit, samples, day }) => {
    const [first, last] = [samples[0]!, samples.at(-1)!];
    const middle = samples[Math.floor(samples.length / 2)]!;
    const memory = [first, middle, last].map(({ megabytes }) => count(megabytes));
    const most = Math.max(...samples.map(({ megabytes }) => megabytes));
    return [what, `${count(last.done)} ${unit}`, ...memory, count(most), ratesText(unit, samples), day];
  });
  const head = [
    'what',
    'amount',
    'MB at first',
    'half',
    'the end',
    'most',
    'in a CPU second, by tenths',
    'day',
  ];
  return markdownTable([head, ...rows]);
}

/**
 * Returns how much was done in a CPU second in the first and the last tenth, and the least and
 * most. Of a training, steps are counted.
 */
function ratesText(unit: string, samples: readonly Sample[]): string {
  const isTraining = unit === 'minutes';
  if (isTraining && samples.some(({ step }) => step === undefined)) return '';
  const amount = ({ done, step }: Sample) => (isTraining ? step! : done);
  const rates = samples.slice(1).map((sample, n) => {
    const before = samples[n]!;
    return (amount(sample) - amount(before)) / (sample.cpuSeconds - before.cpuSeconds);
  });
  const [first = 0, last = 0] = [rates[0], rates.at(-1)];
  const all = `${count(first)} at first, ${count(last)} at last (${count(Math.min(...rates))} to ${count(Math.max(...rates))})`;
  return isTraining ? `steps: ${all}` : all;
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
