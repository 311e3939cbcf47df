import { Command, Option } from 'commander';
import {
  checkNotebooks,
  contentsFault,
  lessonsFolder,
  notebookSources,
  runNotebooks,
  showNotebooks,
  writeContents,
  writeNotebooks,
} from '../course/notebooks';
import { installKernel } from '../kernel/install';
import { venvFolder } from '../lib/python';
import { positiveInteger, runCommand } from './command-line';
import { examples } from './help';
import { complain, tell } from './say';

interface Flags {
  execute?: boolean;
  check?: boolean;
  recorded?: boolean;
  out?: string;
  show?: string;
  folder: string;
  timeout: number;
  parallel: number;
}

export function notebooksCommand(): Command {
  return new Command('npm run notebooks --')
    .description('Builds the notebooks and their table of contents from their sources, lessons/NN-name.ts.')
    .argument('[names...]', 'notebooks to build: 03, 03-word-vectors or a path (default: all)')
    .option('--execute', 'also run them, and add images of their charts')
    .option(
      '--out <folder>',
      'with --execute: write the executed notebooks there, and do not change notebooks/',
    )
    .option(
      '--timeout <seconds>',
      'time limit: with --execute, of a cell; with --show, of a notebook',
      positiveInteger,
      600,
    )
    .option(
      '--parallel <number>',
      'with --execute: how many notebooks to run in parallel',
      positiveInteger,
      2,
    )
    .addOption(
      new Option(
        '--show <folder>',
        'run them in JupyterLab, and save screenshots there; notebooks/ does not change',
      ).conflicts(['execute', 'out', 'check']),
    )
    .option('--check', 'write nothing, and fail if a notebook differs from its source')
    .option('--recorded', "with --check: compare the recorded digests, so that a reader's edits do not count")
    .option('--folder <folder>', 'the folder of the sources', lessonsFolder())
    .addHelpText('after', examples('--execute 03'))
    .action(main);
}

async function main(names: string[], flags: Flags): Promise<void> {
  const sources = notebookSources(flags.folder, names);
  const say = (line: string) => tell(line);
  let faults: string[] = [];
  if (flags.show) {
    installKernel(venvFolder());
    faults = await showNotebooks(sources, flags.show, say, flags.timeout);
  } else if (flags.check) {
    const contents = contentsFault(flags.folder);
    faults = [
      ...(await checkNotebooks(sources, { recorded: flags.recorded })),
      ...(contents ? [contents] : []),
    ];
  } else {
    if (flags.execute || flags.out) faults = await runNotebooks(sources, say, flags);
    else await writeNotebooks(sources, say);
    if (!flags.out) writeContents(flags.folder);
  }
  for (const fault of faults) complain(fault);
  if (faults.length > 0) process.exitCode = 1;
  else if (flags.check) say(`${sources.length} notebooks and their table of contents match their sources`);
}

if (require.main === module) void runCommand(notebooksCommand());
