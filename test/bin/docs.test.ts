import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { withFlagTables, withTabDifferences } from '../../bin/docs';
import { duplicatesCommand } from '../../bin/duplicates';
import { evaluateCommand } from '../../bin/evaluate';
import { explainCommand } from '../../bin/explain';
import { exportCommand } from '../../bin/export';
import { predictCommand } from '../../bin/predict';
import { preprocessCommand } from '../../bin/preprocess';
import { pretrainCommand } from '../../bin/pretrain';
import { scoreCommand } from '../../bin/score';
import { tensorboardCommand } from '../../bin/tensorboard';
import { trainCommand } from '../../bin/train';
import { workerCommand } from '../../bin/worker';
import { repositoryRoot } from '../../lib/repository';
import { withComparisonTable } from '../../packages/comparison-table';

const read = (...path: string[]) => readFileSync(join(repositoryRoot(), ...path), 'utf8');
let page: string;
beforeAll(() => {
  page = read('docs', 'commands.md');
});

describe('docs/commands.md', () => {
  it('the tables list the flags as defined (after a change: npm run docs)', () =>
    expect(withFlagTables(page)).toBe(page));

  it('every command is shown, and only with flags that it takes', async () => {
    const commands = {
      train: await trainCommand([]),
      predict: predictCommand(),
      evaluate: evaluateCommand(),
      explain: explainCommand(),
      duplicates: duplicatesCommand(),
      export: exportCommand(),
      preprocess: preprocessCommand(),
      pretrain: pretrainCommand(),
      score: scoreCommand(),
      tensorboard: tensorboardCommand(),
      worker: workerCommand(),
    };
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const shown = [...page.matchAll(/npm run -s (\w+)(?: -- (.*))?/g)];
    expect(new Set(shown.map(([, name]) => name))).toEqual(new Set(Object.keys(commands)));
    for (const [line, name, args = ''] of shown) {
      expect(scripts[name!]).toMatch(RegExp(`bin/(run|supervise)\\.cjs ${name}$`));
      const known = commands[name as keyof typeof commands].options.map(({ long }) => long);
      for (const [flag] of args.matchAll(/--\w+/g)) expect(known, line).toContain(flag);
    }
  });
});

describe('docs/packages.md', () => {
  it('the table of packages shows the records (after a change: npm run docs)', () => {
    const packages = read('docs', 'packages.md');
    expect(packages).toContain('| peak memory |');
    expect(withComparisonTable(packages)).toBe(packages);
  });
});

it('docs/browser-tab.md lists what differs in lessons as they are (after a change: npm run docs)', () => {
  const tab = read('docs', 'browser-tab.md');
  expect(withTabDifferences(tab)).toBe(tab);
});
