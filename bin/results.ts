import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import pc from 'picocolors';
import { type Experiment, experimentNamed, experiments } from '../experiments/results/experiments';
import { readResults, resultsFolder, writeResult } from '../experiments/results/record';
import { runExperiment, seedsToRun } from '../experiments/results/run-experiment';
import { writeResultTables } from '../experiments/results/tables';
import { todaysExperiment } from '../experiments/runs/aliases';
import { RunStopped } from '../experiments/runs/run-events';
import { ready } from '../lib/backend';
import { formatAccuracy } from '../lib/evaluation';
import { showProgress } from '../lib/progress';
import { repositoryRoot } from '../lib/repository';
import { runCommand } from './command-line';
import { examples } from './help';
import { runInUnits } from './results-units';
import { percent, say, sayInColor } from './say';
import { shellQuoted } from './shell-quoted';
import { sayStopping, stopCode, withStopSignal } from './stop-signal';
import { addUnitsOptions, isDivided, requireFor } from './units-options';

export function resultsCommand(): Command {
  const command = new Command('npm run -s results --')
    .description(
      'Writes the result tables in README.md and docs/results.md from the records in results/. ' +
        'With --run, it first trains and tests systems, which takes minutes to hours.',
    )
    .addOption(runOption())
    .option('--again', 'with --run: also run the seeds that have a record')
    .option('--resume <folder>', 'with --run and one experiment: resume its run in this folder')
    .option('--check', 'change nothing, and fail if a table differs from the records')
    .option('--list', 'list the experiments and their records');
  return addUnitsOptions(command, '--run')
    .option(
      '--units <folder>',
      'with --shard, --merge or --redis: the folder of the results and checkpoints, on a disk that all machines share',
      join(repositoryRoot(), '.sentiment-lab', 'units', 'results'),
    )
    .addHelpText('after', examples('--check', '--run tf-idf nb'))
    .action(async ({ run = [], again = false, resume, check = false, list = false, units, ...choice }) => {
      if (list) return showList();
      requireFor(choice, run.length > 0, '--run: the experiments to divide');
      requireFor(choice, resume === undefined, 'no --resume: units resume by themselves');
      if (isDivided(choice)) {
        const chosen = (run as string[]).map(experimentNamed);
        if (!(await runInUnits(chosen, again, { folder: resolve(units), ...choice }))) return;
      } else for (const name of run as string[]) await runAll(name, again, resume);
      await writeResultTables({ check });
    });
}

/** Returns the option `--run`, which also accepts earlier names of experiments. */
function runOption(): Option {
  const option = new Option('--run <name...>', 'run these experiments, for all seeds without a record');
  option.choices(experiments.map(({ name }) => name));
  const choose = option.parseArg!;
  return option.argParser((name, chosen) => choose(todaysExperiment(name), chosen));
}

async function showList(): Promise<void> {
  const records = await readResults();
  for (const { name, system, title, data, seeds } of experiments) {
    sayInColor(`${pc.bold(name)}: ${system} on ${data}, ${title}`);
    for (const seed of seeds) {
      const found = records.find((record) => record.experiment === name && record.seed === seed);
      sayInColor(
        `  seed ${seed}: ${found ? formatAccuracy(found.test.accuracy, found.test.n) : pc.dim('not recorded')}`,
      );
    }
  }
}

async function runAll(name: string, again: boolean, resume?: string): Promise<void> {
  const experiment = experimentNamed(name);
  await ready();
  for (const seed of await seedsToRun(experiment, again, resultsFolder(), resume)) {
    try {
      await withStopSignal((signal) => recordRun(experiment, seed, signal, resume), sayStopping);
    } catch (error) {
      if (!(error instanceof RunStopped)) throw error;
      say(
        error.folder
          ? `Stopped. Resume with: --run ${name} --resume ${shellQuoted(error.folder)}`
          : 'Stopped.',
      );
      process.exit(stopCode());
    }
  }
}

async function recordRun(
  experiment: Experiment,
  seed: number,
  signal?: AbortSignal,
  resume?: string,
): Promise<void> {
  sayInColor(pc.bold(`${experiment.name}, seed ${seed}`));
  const events = { signal, progress: showProgress, onValidated: reportValidation };
  const { record, folder } = await runExperiment(experiment, seed, events, resume);
  const { accuracy, n } = record.test;
  say(`Test accuracy: ${formatAccuracy(accuracy, n)} on ${n} reviews. Model saved in: ${folder}`);
  say(`Record saved in: ${await writeResult(record)}`);
}

function reportValidation(
  { step }: { step: number },
  { accuracy, n }: { accuracy: number; n: number },
): void {
  say(`Step ${step}: validation accuracy ${percent(accuracy)} on ${n} reviews`);
}

if (require.main === module) void runCommand(resultsCommand());
