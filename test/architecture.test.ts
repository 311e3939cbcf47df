import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '../lib/repository';

/**
 * Every folder, top to bottom: a file imports from its own folder and from those below it. A
 * folder whose subfolders are listed too means the files that lie in it directly. A new folder, or
 * a new file in `lib/`, goes as far down as its own imports let it.
 */
const ORDER = [
  'test',
  'bin',
  'lessons',
  'solutions',
  'site',
  'lite',
  'playground',
  'packages',
  'bench',
  'abuse',
  'course',
  'course/learn',
  'course/grading',
  'course/exercises',
  'course/notebooks',
  'course/demos',
  'course/drawings',
  'experiments/general',
  'experiments/finetuning',
  'experiments/bundle',
  'experiments/distillation',
  'experiments/tuning',
  'experiments/results',
  'experiments/systems',
  'experiments/runs',
  'setup',
  'kernel',
  'lib/index.ts',
  'lib/browser.ts',
  'lib/pretraining',
  'lib/plots',
  'lib/importers',
  'lib/serving',
  'lib/scoring',
  'lib/classifier',
  'lib/baselines',
  'lib/training',
  'lib/models',
  'lib/checkpoints',
  'lib/tuning',
  'lib/evaluation',
  'lib/batches',
  'lib/datasets',
  'lib/corpus',
  'lib/vectors',
  'lib/optimizers',
  'lib/loss.ts',
  'lib/backend.ts',
  'lib/choose-backend.ts',
  'lib/own-kernel.ts',
  'lib/layers',
  'lib/text',
  'lib/reading',
  'lib/queue',
  'lib/units',
  'lib/s3',
  'lib/files',
  'lib/signals.ts',
  'lib/progress.ts',
  'lib/interrupt.ts',
  'lib/hash.ts',
  'lib/growing-array.ts',
  'lib/joined-arrays.ts',
  'lib/cores.ts',
  'lib/machine.ts',
  'lib/mean.ts',
  'lib/dot.ts',
  'lib/html.ts',
  'lib/markdown.ts',
  'lib/npm.ts',
  'lib/python.ts',
  'lib/computing-process.ts',
  'lib/module-program.ts',
  'lib/repository.ts',
  'runtime',
];

/** Folders whose files are read. Tests may import anything, so theirs are not. */
const READ = [...new Set(ORDER.map((row) => row.split('/')[0]!))].filter((folder) => folder !== 'test');

/** Returns the regular expression of a row's files, with those that replace them in packages. */
function filesOf(row: string): string {
  if (row.endsWith('.ts')) return `^${row.slice(0, -3)}([.](browser|package))?[.]ts$`;
  return ORDER.some((other) => other.startsWith(`${row}/`)) ? `^${row}/[^/]+$` : `^${row}/`;
}

function rowOf(file: string): string | undefined {
  return ORDER.find((row) => new RegExp(filesOf(row)).test(file));
}

/** A command is what an npm script starts; the other files in `bin/` are what commands share. */
function commands(): string[] {
  const { scripts } = require('../package.json') as { scripts: Record<string, string> };
  return Object.values(scripts).flatMap((script) => {
    const [, command] = /^node (?:setup\/run|bin\/(?:run|supervise))\.cjs (\w\S*)/.exec(script) ?? [];
    return command ?? [];
  });
}

const RULES: IForbiddenRuleType[] = [
  { name: 'file circle', from: {}, to: { circular: true } },
  { name: 'folder circle', scope: 'folder', from: {}, to: { circular: true } },
  {
    name: 'command',
    from: { pathNot: '^bin/sentiment-lab[.]ts$' },
    to: { path: `^bin/(${commands().join('|')})[.]ts$` },
  },
  { name: 'package', from: { path: '^kernel/' }, to: { pathNot: '^kernel/' } },
  { name: 'package', from: { path: '^lib/layers/' }, to: { pathNot: '^lib/layers/' } },
  { name: 'package', from: { path: '^runtime/' }, to: { pathNot: '^runtime/' } },
  ...ORDER.slice(1).map(
    (row, above): IForbiddenRuleType => ({
      name: 'order',
      from: { path: filesOf(row) },
      to: { path: ORDER.slice(0, above + 1).map(filesOf) },
    }),
  ),
];

let found: ICruiseResult;
beforeAll(async () => {
  const { output } = await cruise(READ, {
    baseDir: repositoryRoot(),
    includeOnly: { path: ['test', ...READ].map((folder) => `^${folder}/`) },
    exclude: { path: '^site/html' },
    tsPreCompilationDeps: true, // type-only imports too
    metrics: true, // folders too
    validate: true,
    ruleSet: { forbidden: RULES },
  });
  if (typeof output === 'string') throw new Error(output);
  found = output;
}, 120_000);

/** Returns the violations of a rule as one line each. */
function violations(rule: string, say: (from: string, to: string, cycle: string[]) => string): string[] {
  return found.summary.violations
    .filter((violation) => violation.rule.name === rule)
    .map(({ from, to, cycle = [] }) =>
      say(
        from,
        to,
        cycle.map(({ name }) => name),
      ),
    );
}

describe('imports', () => {
  test('no circle between files, type-only imports included', () => {
    expect(violations('file circle', circle)).toEqual([]);
  });

  test('no circle between folders', () => {
    const circles = violations('folder circle', circle).sort((a, b) => a.length - b.length);
    expect(circles.slice(0, 3)).toEqual([]); // one import can close hundreds
  });

  test('a folder imports only from folders below it', () => {
    const say = (from: string, to: string) =>
      `${from} imports ${to}: ${rowOf(from)} may not import ${rowOf(to)}: it stands below it`;
    expect(violations('order', say)).toEqual([]);
  });

  test('every file has a place in the order', () => {
    const homeless = found.modules.map(({ source }) => source).filter((source) => !rowOf(source));
    expect(homeless.map((file) => `${file} has no row in ORDER: add its folder there`)).toEqual([]);
  });

  test('the kernel, the layers and the runtime import nothing else of ours', () => {
    const say = (from: string, to: string) => `${from} imports ${to}: it is part of a package of its own`;
    expect(violations('package', say)).toEqual([]);
  });

  test('reading runs in a browser: it imports only itself and packages that run there', () => {
    const folder = join(repositoryRoot(), 'lib', 'reading');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const imported = names
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) =>
        Array.from(
          readFileSync(join(folder, name), 'utf8').matchAll(/(?:from|import\() ?'([^']+)'/g),
          ([, module]) => module!,
        ),
      );
    const packages = new Set(imported.filter((module) => !module.startsWith('./')));
    expect([...packages].sort()).toEqual(['chardet', 'hyparquet', 'hyparquet-compressors']);
  });

  test('nobody imports a command', () => {
    const say = (from: string, to: string) => `${from} imports ${to}: move what both need below bin/`;
    expect(violations('command', say)).toEqual([]);
  });
});

function circle(from: string, _: string, cycle: string[]): string {
  return `${[from, ...cycle].join(' -> ')}: a circle`;
}
