/** The tables of results in the README: generated from records, so that they cannot say anything else. */
import { markdownTable, withSections } from '../markdown';
import { formatAccuracy } from '../scoring';
import { type Experiment, experiments } from './experiments';
import type { ResultRecord } from './record';

/** Returns a Markdown file with its tables of results, its sections of the kind `results`, as the records have them. */
export function withResultTables(markdown: string, records: readonly ResultRecord[]): string {
  return withSections(markdown, 'results', (name) => {
    const table = TABLES[name];
    if (!table) throw new Error(`there is no table of results "${name}": ${Object.keys(TABLES).join(', ')}`);
    return table(records);
  });
}

const TABLES: Record<string, (records: readonly ResultRecord[]) => string> = { systems: systemsTable };

/** Returns the experiments that have a record, each with its test accuracy. */
function systemsTable(records: readonly ResultRecord[]): string {
  const rows = experiments.flatMap((experiment) => {
    const runs = records.filter((record) => record.experiment === experiment.name);
    return runs.length === 0 ? [] : [row(experiment, runs)];
  });
  const head = [
    ...['system', 'setting', 'texts', 'test accuracy', 'majority', "the text's own figure"],
    ...['trained numbers', 'epochs', 'seconds an epoch'],
  ];
  return markdownTable([head, ...rows]);
}

function row({ system, title, data, reported }: Experiment, runs: readonly ResultRecord[]): string[] {
  const [first] = runs as [ResultRecord];
  const one = (n: number) => n.toLocaleString('en-US', { maximumFractionDigits: 1 });
  return [
    `\`${system}\``,
    title,
    data,
    accuracyOf(runs),
    `${(100 * first.test.baseline).toFixed(1)} %`,
    reported === undefined ? '' : `${reported} %`,
    one(first.trained),
    one(mean(runs.map(({ epochs }) => epochs))),
    one(mean(runs.map(({ seconds, epochs }) => seconds / epochs))),
  ];
}

/** Returns `84.27 % ± 0.26 (3 seeds)`: the mean over seeds, with the standard error that the number of test texts gives. */
export function accuracyOf(runs: readonly ResultRecord[]): string {
  const { n } = runs[0]!.test;
  const shown = formatAccuracy(mean(runs.map(({ test }) => test.accuracy)), n);
  return runs.length === 1 ? shown : `${shown} (${runs.length} seeds)`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
