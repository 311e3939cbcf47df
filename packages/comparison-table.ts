/** The table that compares packages for texts, on the page `docs/packages.md`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder } from '../bench/record';
import type { BenchRecord } from '../bench/standings';
import type { GeneralRecord } from '../experiments/general/record';
import type { GroupName } from '../experiments/general/test-texts';
import { replaceFileSync } from '../lib/files/replace-file';
import { markdownTable, withSections } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';

/** What the documentation of a package says. */
interface Described {
  runtimes: string;
  offline: string;
  explains: string;
  trainable: string;
}

const UNTRIED = '*untried*';
/** What is not in the run of the bench. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'sentiment-lab': 'not measured',
  'transformers.js': UNTRIED,
};
const WORD_LIST = {
  runtimes: 'any that loads the package',
  offline: 'yes',
  trainable: 'by editing the list',
} as const;
const PACKAGES: Readonly<Record<string, Described>> = {
  'lstm-sentiment': {
    runtimes: 'Node, Deno, Bun, browsers, workers, workerd',
    offline: 'yes, the model is in the package',
    explains: 'each word',
    trainable: 'no; runs models that `sentiment-lab` trained',
  },
  'sentiment-lab': {
    runtimes: 'Node; browsers: `sentiment-lab/browser`',
    offline: 'yes, with the model of `lstm-sentiment`',
    explains: 'each word',
    trainable: 'yes',
  },
  'transformers.js': {
    runtimes: 'Node, Deno, Bun, browsers, workers',
    offline: 'after it has downloaded a model, or with your own files',
    explains: 'no',
    trainable: 'no',
  },
  sentiment: { ...WORD_LIST, explains: 'lists the words that count' },
  'wink-sentiment': { ...WORD_LIST, explains: 'lists the words that count' },
  'vader-sentiment': { ...WORD_LIST, explains: 'no' },
  natural: { ...WORD_LIST, explains: 'no' },
};
const ACCURACIES: readonly [GroupName, string][] = [
  ['tweets', 'accuracy on tweets'],
  ['products', 'accuracy on product reviews'],
  ['idioms', 'accuracy on negations and idioms'],
];

/** Writes the recorded measurements into the table of the page. */
export function writeComparisonTable(): void {
  const page = join(repositoryRoot(), 'docs', 'packages.md');
  replaceFileSync(page, withComparisonTable(readFileSync(page, 'utf8')));
}

/** Returns a page with the recorded measurements in its section `<!-- table: packages -->`. */
export function withComparisonTable(page: string): string {
  return withSections(page, 'table', (name) => (name === 'packages' ? comparisonTable() : undefined));
}

function comparisonTable(): string {
  const bench = read<BenchRecord>(join(benchFolder(), 'results', 'word-lists.json'));
  const general = read<GeneralRecord>(join(repositoryRoot(), 'results', 'general', 'general.json'));
  const names = Object.keys(PACKAGES);
  const described = (['runtimes', 'offline', 'explains', 'trainable'] as const).map((key) => [
    key,
    ...names.map((name) => PACKAGES[name]![key]),
  ]);
  const measured = (title: string, found: (name: string) => string | undefined) => [
    title,
    ...names.map((name) => found(name) ?? ELSEWHERE[name] ?? ''),
  ];
  const perSecond = (at: number) => (name: string) => {
    const { median } = bench.cases[at]?.standings.find((standing) => standing.name === name) ?? {};
    return median === undefined ? undefined : figures(1000 / median);
  };
  const rows = [
    ...described,
    measured('installed', (name) => megabytes(bench.sizes?.find((size) => size.name === name)?.bytes)),
    measured('tweets in a CPU second', perSecond(0)),
    measured('film reviews in a CPU second', perSecond(1)),
    measured('peak memory', (name) =>
      megabytes(1e6 * (bench.peaks.find((peak) => peak.name === name)?.peakMB ?? 0)),
    ),
    ...ACCURACIES.map(([group, title]) =>
      measured(title, (name) => {
        const isOurs = ['lstm-sentiment', 'sentiment-lab'].includes(name);
        const list = general.wordLists.find((one) => one.name === name);
        const score = (isOurs ? general.scores : list?.scores)?.[group];
        return score && `${(100 * score.accuracy).toFixed(1)} %`;
      }),
    ),
  ];
  const { date, processor, system, versions } = bench.environment;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    markdownTable([
      ['', ...names.map((name) => (name === 'transformers.js' ? TRANSFORMERS : `\`${name}\``))],
      ...rows,
    ]),
    '',
    `Speed and memory: medians of up to ${bench.rounds} runs, ${date.split(' ')[0]}, ${processor}, ${system};`,
    `${used.join(', ')}.`,
  ].join('\n');
}

const TRANSFORMERS = '[transformers.js](https://huggingface.co/docs/transformers.js)';

function read<Content>(file: string): Content {
  return JSON.parse(readFileSync(file, 'utf8')) as Content;
}

function megabytes(bytes: number | undefined): string | undefined {
  return bytes ? `${figures(bytes / 1e6)} MB` : undefined;
}

function figures(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en-US');
}
