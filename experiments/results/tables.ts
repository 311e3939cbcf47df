/** The result tables in README.md and docs/results.md, generated from the records. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatAccuracy } from '../../lib/evaluation/metrics';
import { replaceFile } from '../../lib/files/replace-file';
import { markdownTable, withSections } from '../../lib/markdown';
import { mean } from '../../lib/mean';
import { repositoryRoot } from '../../lib/repository';
import { differenceOf } from './answers';
import { type Experiment, experimentNamed, experiments } from './experiments';
import { type ResultRecord, readResults } from './record';

/** The pages that contain result tables. */
const PAGES = ['README.md', 'docs/results.md'];

/**
 * Writes the result tables of all pages from the records.
 *
 * @param check change nothing
 * @throws with `check`, if a table differs
 */
export async function writeResultTables({ check = false } = {}): Promise<void> {
  const records = await readResults();
  for (const page of PAGES) {
    const file = join(repositoryRoot(), page);
    const before = await readFile(file, 'utf8');
    const after = withResultTables(before, records);
    if (check && after !== before) throw new Error(`${page} differs from the records: run npm run results`);
    if (after !== before) await replaceFile(file, after);
  }
}

/**
 * Returns a Markdown page with its result tables written again from the records. A table stands
 * between `<!-- results: NAME -->` and `<!-- end of results -->`.
 *
 * @throws if there is no table of that name
 */
export function withResultTables(markdown: string, records: readonly ResultRecord[]): string {
  return withSections(markdown, 'results', (name) => {
    const table = TABLES[name];
    if (!table) throw new Error(`there is no table of results "${name}": ${Object.keys(TABLES).join(', ')}`);
    return table(records);
  });
}

const TABLES: Record<string, (records: readonly ResultRecord[]) => string> = {
  summary: summaryTable,
  systems: systemsTable,
  pretraining: pretrainingTable,
  stages: stagesTable,
};

/** Returns one row per system: its last recorded experiment, with the test accuracy. */
function summaryTable(records: readonly ResultRecord[]): string {
  const recorded = experiments.filter(({ name }) => runsOf(name, records).length > 0);
  const last = new Map(recorded.map((experiment) => [experiment.system, experiment]));
  const rows = [...last.values()].map(({ name, system, title }) => [
    `\`${system}\``,
    title,
    testAccuracyText(runsOf(name, records)),
  ]);
  return markdownTable([['system', 'configuration', 'test accuracy'], ...rows]);
}

/**
 * Returns one row per recorded experiment: its data, its size, its test accuracy and its training
 * time.
 */
function systemsTable(records: readonly ResultRecord[]): string {
  const rows = experiments.flatMap((experiment) => {
    const runs = runsOf(experiment.name, records);
    return runs.length === 0 ? [] : [row(experiment, runs)];
  });
  const head = [
    'system',
    'configuration',
    'training set',
    'test set',
    'test accuracy',
    'majority class',
    'reported in the tutorial',
    'trainable parameters',
    'epochs',
    'seconds per epoch',
  ];
  return markdownTable([head, ...rows]);
}

/** The ablation of the pretrained system: each experiment, and the one that it changes. */
const PRETRAINING_ABLATION = [
  ['pretrained-nothing', undefined],
  ['pretrained-vectors', 'pretrained-nothing'],
  ['pretrained-forward', 'pretrained-vectors'],
  ['pretrained', 'pretrained-forward'],
  ['pretrained-large', 'pretrained'],
  ['pretrained-adversarial', 'pretrained-large'],
  ['pretrained-distilled', 'pretrained-large'],
] as const;

/**
 * Returns one row per experiment of the ablation, with its gain in accuracy over the one that it
 * changes.
 */
function pretrainingTable(records: readonly ResultRecord[]): string {
  const rows = PRETRAINING_ABLATION.flatMap(([name, changed]) => {
    const [runs, others] = [runsOf(name, records), runsOf(changed, records)];
    if (runs.length === 0) return [];
    const row = [
      `\`${name}\``,
      experimentNamed(name).title,
      `${(100 * mean(runs.map(validationAccuracy))).toFixed(2)} %`,
      testAccuracyText(runs),
      others.length === 0 ? '' : `${gainOf(runs, others)} over \`${changed}\``,
      runs[0]!.trainableParameters.toLocaleString('en-US'),
    ];
    return [row];
  });
  const head = [
    ...['experiment', 'configuration', 'validation accuracy', 'test accuracy', 'gain'],
    'trainable parameters',
  ];
  return markdownTable([head, ...rows]);
}

function runsOf(name: string | undefined, records: readonly ResultRecord[]): ResultRecord[] {
  return records.filter(({ experiment }) => experiment === name);
}

/**
 * Returns the difference in accuracy with its standard error, `+0.91 points ± 0.27`. Where the
 * records tell which reviews were answered right, the error is that of a paired test of the first
 * seeds. Else it assumes independent test sets, which is an upper bound: `at most`.
 */
function gainOf(runs: readonly ResultRecord[], others: readonly ResultRecord[]): string {
  const gain = 100 * (meanAccuracy(runs) - meanAccuracy(others));
  const paired = pairedError(runs[0]!, others[0]!);
  const error = paired ?? Math.hypot(...[runs, others].map(([first]) => first!.test.standardError));
  const bound = paired === undefined ? 'at most ' : '';
  return `${gain < 0 ? '−' : '+'}${Math.abs(gain).toFixed(2)} points ± ${bound}${(100 * error).toFixed(2)}`;
}

function pairedError({ test }: ResultRecord, { test: other }: ResultRecord): number | undefined {
  if (!test.answers || !other.answers) return undefined;
  return differenceOf(test.answers, other.answers, test.n)?.standardError;
}

/** Returns the stages of each model that was made in stages, and how long they took. */
function stagesTable(records: readonly ResultRecord[]): string {
  const rows = records.flatMap(({ experiment, stages = [] }) => {
    const total = { name: 'all', seconds: stages.reduce((sum, { seconds }) => sum + seconds, 0) };
    return [...stages, ...(stages.length > 0 ? [total] : [])].map(({ name, seconds }) => [
      `\`${experiment}\``,
      name,
      hoursOf(seconds),
    ]);
  });
  return markdownTable([['made', 'stage', 'hours'], ...rows]);
}

function hoursOf(seconds: number): string {
  return (seconds / 3600).toFixed(2);
}

/**
 * Returns the validation accuracy of the tested checkpoint, the one with the lowest validation
 * loss.
 */
function validationAccuracy({ validation }: ResultRecord): number {
  return validation.reduce((best, one) => (one.loss < best.loss ? one : best)).accuracy;
}

function meanAccuracy(runs: readonly ResultRecord[]): number {
  return mean(runs.map(({ test }) => test.accuracy));
}

function row({ system, title, data, reported }: Experiment, runs: readonly ResultRecord[]): string[] {
  const [first] = runs as [ResultRecord];
  const count = (n: number) => n.toLocaleString('en-US', { maximumFractionDigits: 1 });
  return [
    `\`${system}\``,
    title,
    `${count(first.data.train)} of ${data}`,
    count(first.data.test),
    testAccuracyText(runs),
    `${(100 * first.test.baseline).toFixed(1)} %`,
    reported === undefined ? '' : `${reported} %`,
    count(first.trainableParameters),
    count(mean(runs.map(({ epochs }) => epochs))),
    secondsPerEpoch(runs),
  ];
}

/**
 * Returns the accuracy of a single run with its standard error, `84.27 % ± 0.26 (1 seed)`. For
 * several seeds: the mean and the range, `84.27 % (3 seeds: 84.02 to 84.51)`.
 */
export function testAccuracyText(runs: readonly ResultRecord[]): string {
  const accuracies = runs.map(({ test }) => test.accuracy);
  if (runs.length === 1) return `${formatAccuracy(accuracies[0]!, runs[0]!.test.n)} (1 seed)`;
  const percent = (share: number) => (100 * share).toFixed(2);
  const [lowest, highest] = [Math.min(...accuracies), Math.max(...accuracies)];
  return `${percent(meanAccuracy(runs))} % (${runs.length} seeds: ${percent(lowest)} to ${percent(highest)})`;
}

/** Returns the seconds per epoch of the fastest run, which other programs slowed down least. */
function secondsPerEpoch(runs: readonly ResultRecord[]): string {
  const fastest = Math.min(...runs.map(({ seconds, epochs }) => seconds / epochs));
  return fastest.toLocaleString('en-US', { maximumSignificantDigits: 2 });
}
