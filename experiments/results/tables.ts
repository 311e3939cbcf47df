/** The tables of results in the README: generated from records, so that they cannot say anything else. */

import { formatAccuracy } from '../../lib/evaluation/metrics';
import { markdownTable, withSections } from '../../lib/markdown';
import { type Experiment, experimentNamed, experiments } from './experiments';
import type { ResultRecord } from './record';

/** Returns a Markdown file with its tables of results, its sections of the kind `results`, as the records have them. */
export function withResultTables(markdown: string, records: readonly ResultRecord[]): string {
  return withSections(markdown, 'results', (name) => {
    const table = TABLES[name];
    if (!table) throw new Error(`there is no table of results "${name}": ${Object.keys(TABLES).join(', ')}`);
    return table(records);
  });
}

const TABLES: Record<string, (records: readonly ResultRecord[]) => string> = {
  systems: systemsTable,
  pretraining: pretrainingTable,
};

/** Returns the experiments that have a record, each with its test accuracy. */
function systemsTable(records: readonly ResultRecord[]): string {
  const rows = experiments.flatMap((experiment) => {
    const runs = records.filter((record) => record.experiment === experiment.name);
    return runs.length === 0 ? [] : [row(experiment, runs)];
  });
  const head = [
    ...['system', 'setting', 'trained on', 'tested on', 'test accuracy', 'majority', "the text's own figure"],
    ...['trained numbers', 'epochs', 'seconds an epoch'],
  ];
  return markdownTable([head, ...rows]);
}

/** From line to line more is known before a label is seen; the last has a second LSTM, too. */
const PRETRAINING_ABLATION = ['pretrained-nothing', 'pretrained-vectors', 'pretrained-forward', 'pretrained'];

/** Returns what each ingredient of the pretrained system gives: its accuracy, and how much more that is than with one less. */
function pretrainingTable(records: readonly ResultRecord[]): string {
  const runsOf = (name: string | undefined) => records.filter(({ experiment }) => experiment === name);
  const rows = PRETRAINING_ABLATION.flatMap((name, n) => {
    const [runs, above] = [runsOf(name), runsOf(PRETRAINING_ABLATION[n - 1])];
    if (runs.length === 0) return [];
    const row = [
      experimentNamed(name).title,
      `${(100 * mean(runs.map(validationAccuracy))).toFixed(2)} %`,
      accuracyOf(runs),
      above.length === 0 ? '' : gainOf(runs, above),
      runs[0]!.trainableParameters.toLocaleString('en-US'),
    ];
    return [row];
  });
  return markdownTable([['setting', 'held out', 'test accuracy', 'gain', 'trained numbers'], ...rows]);
}

/**
 * Returns `+0.91 points ± 0.27`: how much better runs are than others. The error is at most that, as they were tested on the same
 * texts.
 */
function gainOf(runs: readonly ResultRecord[], others: readonly ResultRecord[]): string {
  const gain = 100 * (accuracyIn(runs) - accuracyIn(others));
  const error = 100 * Math.hypot(...[runs, others].map(([first]) => first!.test.standardError));
  return `${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(2)} points ± ${error.toFixed(2)}`;
}

/** Returns how a run did on held-out texts at the checkpoint that was tested, the one with the lowest loss there. */
function validationAccuracy({ validation }: ResultRecord): number {
  return validation.reduce((best, one) => (one.loss < best.loss ? one : best)).accuracy;
}

function accuracyIn(runs: readonly ResultRecord[]): number {
  return mean(runs.map(({ test }) => test.accuracy));
}

function row({ system, title, data, reported }: Experiment, runs: readonly ResultRecord[]): string[] {
  const [first] = runs as [ResultRecord];
  const one = (n: number) => n.toLocaleString('en-US', { maximumFractionDigits: 1 });
  return [
    `\`${system}\``,
    title,
    `${one(first.data.train)} of ${data}`,
    one(first.data.test),
    accuracyOf(runs),
    `${(100 * first.test.baseline).toFixed(1)} %`,
    reported === undefined ? '' : `${reported} %`,
    one(first.trainableParameters),
    one(mean(runs.map(({ epochs }) => epochs))),
    secondsAnEpoch(runs),
  ];
}

/**
 * Returns `84.27 % ± 0.26 (1 seed)`, with the standard error that the number of test texts gives; of several seeds the mean, and
 * how far they lie apart: `84.27 % (3 seeds: 84.02 to 84.51)`.
 */
export function accuracyOf(runs: readonly ResultRecord[]): string {
  const accuracies = runs.map(({ test }) => test.accuracy);
  if (runs.length === 1) return `${formatAccuracy(accuracies[0]!, runs[0]!.test.n)} (1 seed)`;
  const percent = (share: number) => (100 * share).toFixed(2);
  const [lowest, highest] = [Math.min(...accuracies), Math.max(...accuracies)];
  return `${percent(accuracyIn(runs))} % (${runs.length} seeds: ${percent(lowest)} to ${percent(highest)})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Returns the seconds an epoch of the quickest of some runs, which other work held up least. */
function secondsAnEpoch(runs: readonly ResultRecord[]): string {
  const quickest = Math.min(...runs.map(({ seconds, epochs }) => seconds / epochs));
  return quickest.toLocaleString('en-US', { maximumSignificantDigits: 2 });
}
