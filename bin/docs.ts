import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { outcomesTable } from '../abuse/record';
import { type Flag, written } from '../experiments/runs/flags';
import { systemNamed } from '../experiments/systems/systems';
import { replaceFileSync } from '../lib/files/replace-file';
import { markdownTable, withSections } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';
import { differencesTable } from '../lite/differences';
import { writeComparisonTable } from '../packages/comparison-table';
import { dependencyTable } from '../packages/dependency-page';
import { runCommand } from './command-line';

const PAGE = join('docs', 'commands.md');
const DEPENDENCIES = join('docs', 'dependencies.md');
const TAB = join('docs', 'browser-tab.md');
const RELIABILITY = join('docs', 'reliability-environment.md');

/** Returns the page with the flag table of each system, as its flags are defined now. */
export function withFlagTables(page: string): string {
  return withSections(page, 'flags', (name) => table(systemNamed(name).flags));
}

/** Returns the page with the tables of the installed packages. */
export function withDependencies(page: string): string {
  return withSections(page, 'dependencies', dependencyTable);
}

/** Returns the page with the record of `npm run abuse`. */
function withReliability(page: string): string {
  return withSections(page, 'reliability', outcomesTable);
}

/** Returns the page with what differs in a browser tab. */
export function withTabDifferences(page: string): string {
  return withSections(page, 'tab', differencesTable);
}

function table(flags: Readonly<Record<string, Flag>>): string {
  const rows = Object.entries(flags).map(([name, flag]) => [
    `\`--${name}\``,
    written(flag.default),
    flag.range,
    flag.help,
  ]);
  return markdownTable([['flag', 'default', 'values', ''], ...rows]);
}

export function docsCommand(): Command {
  return new Command('npm run docs --')
    .description(
      `Writes the flag tables in ${PAGE}, and the tables in docs/packages.md, ${DEPENDENCIES}, ${RELIABILITY} and ${TAB}.`,
    )
    .action(() => {
      for (const [page, written] of [
        [PAGE, withFlagTables],
        [DEPENDENCIES, withDependencies],
        [RELIABILITY, withReliability],
        [TAB, withTabDifferences],
      ] as const) {
        const file = join(repositoryRoot(), page);
        replaceFileSync(file, written(readFileSync(file, 'utf8')));
      }
      writeComparisonTable();
    });
}

if (require.main === module) void runCommand(docsCommand());
