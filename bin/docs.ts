import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { type Flag, written } from '../experiments/runs/flags';
import { systemNamed } from '../experiments/systems/systems';
import { markdownTable, withSections } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';
import { writeComparisonTable } from '../packages/comparison-table';
import { runCommand } from './command-line';

const PAGE = join('docs', 'commands.md');

/** Returns the page with the flag table of each system, as its flags are defined now. */
export function withFlagTables(page: string): string {
  return withSections(page, 'flags', (name) => table(systemNamed(name).flags));
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

const program = new Command('npm run docs --')
  .description(`Writes the flag tables in ${PAGE}, and the table of packages in docs/packages.md.`)
  .action(() => {
    const file = join(repositoryRoot(), PAGE);
    writeFileSync(file, withFlagTables(readFileSync(file, 'utf8')));
    writeComparisonTable();
  });

if (require.main === module) void runCommand(program);
