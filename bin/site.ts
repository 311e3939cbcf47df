import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { buildSite, siteFolder } from '../site/build';
import { deadLinks } from '../site/dead-links';
import { runCommand } from './command-line';

interface Flags {
  out: string;
  check?: boolean;
}

const program = new Command('npm run site --')
  .description(
    'Builds the website: the playground, notebooks, exercises, commands, grading, API reference, search. ' +
      'The pages are static and load nothing from other sites. Sphinx is installed at first use.',
  )
  .option('--out <folder>', 'the folder for the website', siteFolder())
  .option('--check', 'build nothing, and check the existing website for dead links')
  .action(main);

async function main({ out, check }: Flags): Promise<void> {
  const folder = resolve(out);
  if (!check) await buildSite(folder);
  const faults = deadLinks(folder);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${relative('.', join(folder, 'index.html'))}: no dead links`);
}

void runCommand(program);
