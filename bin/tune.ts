/**
 * `npm run tune`: searches for good hyperparameters of a system. The search is in
 * `experiments/tuning`.
 */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { flagAliases, withTodaysFlags } from '../experiments/runs/aliases';
import { codeDigest } from '../experiments/runs/code-digest';
import { defaultsOf, type FlagValues } from '../experiments/runs/flags';
import { RunStopped } from '../experiments/runs/run-events';
import type { CommonValues, System } from '../experiments/runs/system';
import { finishStudy } from '../experiments/tuning/finish';
import { isComplete, search } from '../experiments/tuning/search';
import { dataOfStudy, openStudy, type Study, studyFolder } from '../experiments/tuning/study';
import { preparedFor, requireValidationSet } from '../experiments/tuning/trial';
import { ready } from '../lib/backend';
import { showProgress } from '../lib/progress';
import { requireRedis } from '../lib/queue/connection';
import { drawTrials } from '../lib/tuning/search-space';
import type { NamedUnit } from '../lib/units';
import { triedByQueue } from './by-queue';
import { positiveInteger, runCommand, wholeNumber } from './command-line';
import { examples } from './help';
import { addFlags, givenFlags, peek, underscored } from './options';
import { complain, say, sayNotes } from './say';
import { sayStopping, stopCode, withStopSignal } from './stop-signal';
import { systemOption, systemOrUsual } from './system-option';
import { type TuningReport, tuningReport } from './tuning-report';
import { HALVING, type StudyOptions, searchedFlags, studyOf } from './tuning-study';
import { addUnitsOptions, isDivided, requireFor, type UnitsChoice } from './units-options';

interface Options extends UnitsChoice, StudyOptions {
  trials: number;
  out?: string;
  error_score: 'raise' | 'nan';
  refit?: boolean;
  json?: boolean;
}

/** Returns the command with the flags of the system that `--model` names. */
export function tuneCommand(argv: readonly string[]): Command {
  const system = systemOrUsual(peek(argv, 'model'));
  const flags = searchedFlags(system);
  const aliases = Object.fromEntries(
    Object.entries(flagAliases(system.name)).filter(([, name]) => Object.hasOwn(flags, name)),
  );
  const program = new Command('npm run -s tune --')
    .description(
      'Searches for good hyperparameters of a system: trains it with values drawn at random, and compares ' +
        'the validation losses. The test set is not used, except once by --refit. The same command after a ' +
        'stop, or with more --trials, goes on.',
    )
    .addOption(systemOption(system))
    .requiredOption(
      '--param <name=values>',
      'a hyperparameter, a flag of the system, with the values to draw from: FROM..TO, FROM..TO:log (every order of magnitude is equally likely) or VALUE,VALUE; once for each',
      (text: string, before: string[] = []) => [...before, text],
    )
    .option('--trials <number>', 'number of trials', positiveInteger, 20)
    .addOption(
      new Option(
        '--search <name>',
        'random: each trial is trained in full; halving: all are trained for a few steps, and only the best go on (ASHA)',
      )
        .choices(['random', 'halving'])
        .default('random'),
    )
    .option(
      '--eta <number>',
      `halving: one trial in this many goes on (default: ${HALVING.eta})`,
      wholeNumber(2),
    )
    .option(
      '--rungs <number>',
      `halving: parts of a full training (default: ${HALVING.rungs})`,
      wholeNumber(2),
    )
    .option(
      '--search_seed <number>',
      'seed of the drawn values; --random_state is that of split and training',
      wholeNumber(0, 999_999_999),
      0,
    )
    .option(
      '--seeds <number>',
      'train each trial with this many seeds, from --random_state on, with the same split',
      positiveInteger,
      1,
    )
    .option('--out <folder>', 'the folder of the search (default: one for this search in checkpoints/tuning)')
    .option(
      '--refit',
      'at the end, train the best trial on training and validation set, and evaluate it on the test set once',
    )
    .addOption(
      new Option(
        '--error_score <value>',
        'what becomes of a trial that has no result, as it needs more memory than there is, or its process died. ' +
          'raise: at the end, an error names it, and the same command tries again; nan: it counts as failed',
      )
        .choices(['raise', 'nan'])
        .default('raise'),
    );
  addFlags(program, flags, aliases);
  program.option('--json', 'print one JSON object per line');
  addUnitsOptions(program, '--out', 'prepare the folder and the reviews');
  program.addHelpText('after', examples(...examplesFor(system)));
  return program.action(async (options: Options) => {
    requireFor(options, options.out !== undefined, '--out: a folder on a disk that all machines share');
    const given = withTodaysFlags(system.name, givenFlags(program, flags, aliases));
    const study = studyOf(system, options, given);
    const folder = options.out ?? studyFolder(study, defaultsOf(system.flags).checkpoints_root);
    const report = tuningReport(study, folder, options.json ?? false);
    try {
      await withStopSignal(
        (signal) => tune(system, study, folder, { ...options, report, signal }),
        sayStopping,
      );
    } catch (error) {
      const isStopped = error instanceof RunStopped || (error as Error).name === 'AbortError';
      if (!isStopped) throw error;
      report.onStopped();
      process.exit(stopCode()); // an unfinished progress bar would keep the process alive
    }
  });
}

function examplesFor({ name, stepsOf }: System): string[] {
  if (!stepsOf) return [`--model ${name} --param c=0.1..100:log --param ngrams=1,2`];
  const start = `--model ${name} --param learning_rate=1e-4..1e-2:log`;
  return [`${start} --param batch_size=16,32`, `${start} --search halving --trials 60 --refit`];
}

/** Runs the search, or what is left of it, and prints its result. */
async function tune(
  system: System,
  study: Study,
  folder: string,
  { report, signal, ...options }: Options & { report: TuningReport; signal: AbortSignal },
): Promise<void> {
  const { trials, plan, shard, merge, redis, queue, refit = false, json, error_score } = options;
  if (redis !== undefined) await requireRedis(redis);
  await ready();
  const values = study.flags as CommonValues & FlagValues;
  const warn = (line: string) => say(line, process.stderr);
  const prepared = await preparedFor(system, values, { signal, warn, onRead: json ? undefined : sayNotes });
  requireValidationSet(system, prepared);
  const data = dataOfStudy(study, system, prepared);
  const code = await codeDigest();
  if ((await openStudy(folder, study, data, code, { trials, warn })) !== code) {
    const message = `${folder} was begun by another version of the code`;
    if (isDivided(options))
      throw new Error(
        `${message}: use one version on all machines, or name another --out. One machine can go on alone, without --plan, --shard, --merge or --redis`,
      );
    warn(`${message}: its trials may differ in more than their hyperparameters`);
  }
  const described = {
    what: prepared.data.what,
    train: prepared.train.ids.length,
    validation: prepared.validation.ids.length,
    ...data,
  };
  const drawn = drawTrials(study.space, trials, study.searchSeed).length;
  report.onSearch({ data: described, asked: trials, trials: drawn });
  if (plan) return report.onPlanned();
  const begun = performance.now();
  const progress = (_: unknown, title: string) => showProgress(title, 'steps');
  const doAll =
    redis === undefined ? undefined : onQueue({ url: redis, queue, folder, data: study.flags.data });
  const found = await search(study, data, {
    ...{ folder, trials, shard, signal, progress, onWait: warn, onLeftOut: warn, doAll },
    onTrial: report.onTrial,
    onOthers: (results) =>
      warn(
        `${folder} has ${results} ${results === 1 ? 'result' : 'results'} of other trials, which do not count: was --trials larger before?`,
      ),
    errorScore: error_score,
    trains: !(merge && study.rungs === 1), // with halving, a merge promotes what shards have left
  });
  const complete = isComplete(study, found);
  if (shard || !complete) return report.onShard(complete);
  const seconds = (performance.now() - begun) / 1000;
  const events = { signal, warn, progress: showProgress };
  const finished = await finishStudy(study, described, found, { folder, refit, events });
  report.onDone({ ...finished, trials: found, seconds });
}

interface QueueOptions {
  url: string;
  queue?: string;
  folder: string;
  /** The path of the data. */
  data: string;
}

/** Returns a function that lets the workers of a queue train trials. */
function onQueue({ url, queue, folder, data }: QueueOptions) {
  const work = { url, queue, folder: resolve(folder), places: { data: resolve(data) } };
  const about = { title: 'Training', unit: 'trials' };
  return (units: readonly NamedUnit[]) =>
    withStopSignal(
      (signal) => triedByQueue(units, { ...work, ...about, signal }),
      () => complain('\nThe workers go on.'),
    );
}

async function main(): Promise<void> {
  const argv = underscored(process.argv);
  await runCommand(tuneCommand(argv), argv);
}

if (require.main === module) void main();
