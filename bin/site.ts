import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { runLessons } from '../lite/prove/lessons';
import { provePlayground } from '../playground/prove';
import { buildSite, siteFolder } from '../site/build';
import { deadLinks } from '../site/dead-links';
import { runCommand } from './command-line';
import { complain, tell } from './say';

interface Flags {
  out: string;
  check?: boolean;
  prove?: boolean;
}

const program = new Command('npm run site --')
  .description(
    'Builds the website: the playground, notebooks, exercises, commands, grading, API reference, search. ' +
      'The pages are static and load nothing from other sites. Sphinx is installed at first use.',
  )
  .option('--out <folder>', 'the folder for the website', siteFolder())
  .option('--check', 'build nothing, and check the existing website for dead links')
  .option(
    '--prove',
    'run all lessons of the built website in Chromium, and measure the playground: its speed, and fine-tuning ' +
      'against Node. It takes half an hour, and the data sets vader and imdb',
  )
  .action(main);

async function main({ out, check, prove }: Flags): Promise<void> {
  const folder = resolve(out);
  if (prove) {
    await proveLessons(folder);
    return provePlayground(tell);
  }
  if (!check) await buildSite(folder);
  const faults = deadLinks(folder);
  for (const fault of faults) complain(fault);
  if (faults.length > 0) process.exitCode = 1;
  else tell(`${relative('.', join(folder, 'index.html'))}: no dead links`);
}

/** Runs all lessons in a tab of the built site. */
async function proveLessons(site: string): Promise<void> {
  await runLessons(site, [], ({ name, cells, seconds, failed }) => {
    tell(`${name} in a browser tab: ${cells - failed.length} of ${cells} cells, ${seconds.toFixed(0)} s`);
    for (const { cell, error } of failed) complain(`${name}, code cell ${cell}: ${error}`);
    if (failed.length > 0) process.exitCode = 1;
  });
}

void runCommand(program);
