import { Command } from 'commander';
import pc from 'picocolors';
import { type Cache, caches, removeCache } from '../setup/caches';
import { runCommand } from './command-line';
import { examples } from './help';
import { print, sayInColor } from './say';
import { table } from './table';

interface Flags {
  remove?: boolean;
  json?: boolean;
}

export function cleanCommand(): Command {
  return new Command('npm run clean --')
    .description('Lists the caches with their sizes, or removes them. Data sets and checkpoints stay.')
    .option('--remove', 'remove them: what is needed is made or downloaded again')
    .option('--json', 'list as JSON')
    .addHelpText('after', examples('--remove'))
    .action(({ remove, json }: Flags) => {
      const found = caches();
      if (remove) found.forEach(removeCache);
      if (json) print(found, 2);
      else sayInColor(described(found, remove ?? false));
    });
}

function described(found: readonly Cache[], isRemoved: boolean): string {
  if (found.length === 0) return 'There are no caches.';
  const total = found.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = found.map(({ path, what, bytes }) => [path, what, megabytes(bytes)]);
  const end = isRemoved
    ? `Removed ${megabytes(total)}.`
    : `Remove them all (${megabytes(total)}): ${pc.bold('npm run clean -- --remove')}`;
  return `${table([['folder', 'what', 'size'].map(pc.bold), ...rows], 'left')}\n\n${end}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

if (require.main === module) void runCommand(cleanCommand());
