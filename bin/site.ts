import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { proveApp } from '../lite/prove';
import { provePlayground } from '../playground/prove';
import { buildSite, siteFolder } from '../site/build';
import { deadLinks } from '../site/dead-links';
import { runCommand } from './command-line';
import { complain, tell } from './say';

interface Flags {
  out: string;
  check?: boolean;
  prove?: boolean;
  proveLessons?: string[] | true;
  pictures?: string;
}

const program = new Command('npm run site --')
  .description(
    'Builds the website: the playground, notebooks, exercises, commands, grading, API reference, search, ' +
      'and the app in which notebooks run in the browser. ' +
      'The pages are static and load nothing from other sites. Sphinx and JupyterLite are installed at first use.',
  )
  .option('--out <folder>', 'the folder for the website', siteFolder())
  .option('--check', 'build nothing, and check the existing website for dead links')
  .option(
    '--prove',
    'measure the playground: its speed, and fine-tuning in Chromium against Node. It takes minutes, and the ' +
      'data sets vader and imdb',
  )
  .option(
    '--prove-lessons [names...]',
    'measure the app in which lessons run in the browser: its size, its first cell, the Stop button, and Run ' +
      'All of these lessons (default: 01-start) in Chromium without a network',
  )
  .option('--pictures <folder>', 'with --prove-lessons: save screenshots, light and dark')
  .action(main);

async function main({ out, check, prove, proveLessons, pictures }: Flags): Promise<void> {
  if (proveLessons) return proveApp(tell, proveLessons === true ? undefined : proveLessons, pictures);
  if (prove) return provePlayground(tell);
  const folder = resolve(out);
  if (!check) await buildSite(folder);
  const faults = deadLinks(folder);
  for (const fault of faults) complain(fault);
  if (faults.length > 0) process.exitCode = 1;
  else tell(`${relative('.', join(folder, 'index.html'))}: no dead links`);
}

void runCommand(program);
