import { join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import { proveApp } from '../lite/prove/app';
import { runLessons } from '../lite/prove/lessons';
import { provePlayground } from '../playground/prove';
import { buildSite, siteFolder } from '../site/build';
import { deadLinks } from '../site/dead-links';
import { runCommand } from './command-line';
import { examples } from './help';
import { complain, tell } from './say';

interface Flags {
  out: string;
  check?: boolean;
  prove?: boolean;
  proveApp?: boolean;
  proveLessons?: string[] | true;
  pictures?: string;
}

export function siteCommand(): Command {
  return new Command('npm run site --')
    .description(
      'Builds the website: the playground, notebooks, exercises, commands, grading, API reference, search, ' +
        'and the app in which notebooks run in the browser. ' +
        'The pages are static and load nothing from other sites. Sphinx and JupyterLite are installed at first use.',
    )
    .option('--out <folder>', 'the folder for the website', siteFolder())
    .option('--check', 'build nothing, and check the existing website for dead links')
    .option(
      '--prove',
      'measure the app as --prove-app does, run all lessons of the built website in Chromium, and measure the ' +
        'playground: its speed, and fine-tuning against Node. It takes half an hour, and the data sets vader and imdb',
    )
    .option(
      '--prove-app',
      'measure the app of the built website in which notebooks run: its size, its first cell, and the Stop button, ' +
        'in Chromium without a network',
    )
    .option(
      '--prove-lessons [numbers...]',
      'run these lessons of the built website in a tab of Chromium (default: all)',
    )
    .option('--pictures <folder>', 'with --prove-app: save screenshots, light and dark')
    .addHelpText('after', examples('--prove-lessons 01 10'))
    .action(main);
}

async function main({ out, check, pictures, ...flags }: Flags): Promise<void> {
  const folder = resolve(out);
  const { prove = false, proveApp: app = prove, proveLessons: lessons = prove } = flags;
  if (app) await proveApp(folder, tell, pictures);
  if (lessons) await proveLessons(folder, lessons === true ? [] : lessons);
  if (prove) await provePlayground(tell);
  if (app || lessons) return;
  if (!check) await buildSite(folder);
  const faults = deadLinks(folder);
  for (const fault of faults) complain(fault);
  if (faults.length > 0) process.exitCode = 1;
  else tell(`${relative('.', join(folder, 'index.html'))}: no dead links`);
}

/** Runs lessons in a tab of the built site, and prints a table. */
async function proveLessons(site: string, names: readonly string[]): Promise<void> {
  const row = (name: string, ...numbers: (string | number)[]) =>
    tell(`${name.padEnd(34)}${numbers.map((one) => String(one).padStart(9)).join('')}`);
  const total = { lessons: 0, cells: 0, failed: 0, seconds: 0, processor: 0 };
  row('lesson in a browser tab', 'cells', 'failed', 'seconds', 'CPU s');
  await runLessons(site, names, ({ name, cells, failed, seconds, processor }) => {
    row(name, cells, failed.length, seconds.toFixed(0), processor.toFixed(0));
    for (const { cell, error } of failed) complain(`${name}, code cell ${cell}: ${error}`);
    total.lessons += 1;
    total.cells += cells;
    total.failed += failed.length;
    total.seconds += seconds;
    total.processor += processor;
  });
  const { lessons, cells, failed, seconds, processor } = total;
  row(`${lessons} lessons`, cells, failed, seconds.toFixed(0), processor.toFixed(0));
  if (failed === 0) return;
  complain(`${failed} of ${cells} cells failed: their errors stand above`);
  process.exitCode = 1;
}

if (require.main === module) void runCommand(siteCommand());
