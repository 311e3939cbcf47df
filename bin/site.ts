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
    'Makes a static site of the course, with search: notebooks, exercises, commands, grading, API reference. ' +
      'It needs no server and nothing from elsewhere. ' +
      'Sphinx, which makes it, is installed at first use.',
  )
  .option('--out <folder>', 'where it goes', siteFolder())
  .option('--check', 'make nothing, and look for dead links in the site that is there')
  .action(main);

async function main({ out, check }: Flags): Promise<void> {
  const folder = resolve(out);
  if (!check) await buildSite(folder);
  const faults = deadLinks(folder);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${relative('.', join(folder, 'index.html'))}: no link is dead`);
}

void runCommand(program);
