/**
 * `npm run tune`: searches for good hyperparameters of a system. The search is in
 * `experiments/tuning`.
 */
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { flagAliases, withTodaysFlags } from '../experiments/runs/aliases';
import { codeDigest } from '../experiments/runs/code-digest';
import { defaultsOf, type Flag, FlagError, type FlagValues, written } from '../experiments/runs/flags';
import { type RunEvents, RunStopped } from '../experiments/runs/run-events';
import type { CommonValues, System } from '../experiments/runs/system';
import { systemNamed, systems } from '../experiments/systems/systems';
import { finishStudy } from '../experiments/tuning/finish';
import { LENGTH_FLAGS, parseSpace } from '../experiments/tuning/parameter';
import type { RankedTrial } from '../experiments/tuning/ranking';
import { type RefitRecord, type TuningRecord, trialFlags } from '../experiments/tuning/record';
import { isComplete, search, type Trial } from '../experiments/tuning/search';
import { dataOfStudy, OUTPUT_FLAGS, openStudy, type Study, studyFolder } from '../experiments/tuning/study';
import { preparedFor, requireValidationSet } from '../experiments/tuning/trial';
import { ready } from '../lib/backend';
import { showProgress } from '../lib/progress';
import { requireRedis } from '../lib/queue/connection';
import { rungSteps } from '../lib/tuning/halving';
import { drawTrials, type SearchSpace } from '../lib/tuning/search-space';
import type { NamedUnit } from '../lib/units';
import { triedByQueue } from './by-queue';
import { positiveInteger, runCommand } from './command-line';
import { addFlags, givenFlags, peek, underscored } from './options';
import { complain, count, print, say, sayNotes } from './say';
import { shellQuoted } from './shell-quoted';
import { sayStopping, stopCode, withStopSignal } from './stop-signal';
import { refitText, trialRow, trialsHeading, tuningText } from './tuning-text';
import { addUnitsOptions, isDivided, requireFor, type UnitsChoice } from './units-options';

const [usual = ''] = Object.keys(systems);
const RUNGS = 3;
const ETA = 3;

/** The ends of a linear range that differ by more than this were probably meant for `:log`. */
const ORDERS = 30;

interface Options extends UnitsChoice {
  param: string[];
  trials: number;
  search: 'random' | 'halving';
  rungs?: number;
  eta?: number;
  search_seed: number;
  seeds: number;
  out?: string;
  error_score: 'raise' | 'nan';
  refit?: boolean;
  json?: boolean;
}

/** Returns the command with the flags of the system that `--model` names. */
export function tuneCommand(argv: readonly string[]): Command {
  const named = peek(argv, 'model') ?? usual;
  const system = systemNamed(Object.hasOwn(systems, named) ? named : usual); // commander refuses others
  const flags = searchedFlags(system);
  const aliases = Object.fromEntries(
    Object.entries(flagAliases(system.name)).filter(([, name]) => Object.hasOwn(flags, name)),
  );
  const program = new Command('npm run -s tune --')
    .description(
      'Searches for good hyperparameters of a system: trains it with values drawn at random, and compares ' +
        'the validation losses. The test set is not used, except once by --refit. The same command after a ' +
        'stop, or with more --trials, goes on.\n\n' +
        `Examples: --param learning_rate=1e-4..1e-2:log --param ${exampleOf(system)}`,
    )
    .addOption(
      new Option('--model <name>', `the system; the other flags are those of ${system.name}`)
        .choices(Object.keys(systems))
        .default(usual),
    )
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
    .option('--eta <number>', `halving: one trial in this many goes on (default: ${ETA})`, etaNumber)
    .option('--rungs <number>', `halving: parts of a full training (default: ${RUNGS})`, rungNumber)
    .option(
      '--search_seed <number>',
      'seed of the drawn values; --random_state is that of split and training',
      seed,
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
    )
    .option('--json', 'print one JSON object per line')
    .allowExcessArguments(false);
  addUnitsOptions(program, '--out', 'prepare the folder and the reviews');
  addFlags(program, flags, aliases);
  return program.action(async (options: Options) => {
    requireFor(options, options.out !== undefined, '--out: a folder on a disk that all machines share');
    const given = withTodaysFlags(system.name, givenFlags(program, flags, aliases));
    const study = studyOf(system, options, given);
    const folder = options.out ?? studyFolder(study, rootOf(system));
    try {
      await withStopSignal((signal) => tune(system, study, folder, options, signal), sayStopping);
    } catch (error) {
      const isStopped = error instanceof RunStopped || (error as Error).name === 'AbortError';
      if (!isStopped) throw error;
      if (options.json) print({ event: 'stopped', folder });
      else say(`Stopped. The search is saved in ${folder}: the same command goes on.`);
      process.exit(stopCode()); // an unfinished progress bar would keep the process alive
    }
  });
}

/** Returns the flags of a system, without those that name folders. */
function searchedFlags({ flags }: System): Record<string, Flag> {
  return Object.fromEntries(Object.entries<Flag>(flags).filter(([name]) => !OUTPUT_FLAGS.includes(name)));
}

function rootOf({ flags }: System): string {
  return defaultsOf(flags).checkpoints_root;
}

function exampleOf({ flags }: System): string {
  return Object.hasOwn(flags, 'hidden_size') ? 'hidden_size=64,128' : `${Object.keys(flags).at(-1)}=...`;
}

/**
 * Returns the study that the command line describes.
 *
 * @throws FlagError if flags contradict each other
 */
function studyOf(system: System, options: Options, given: FlagValues): Study {
  const { search: kind, seeds, search_seed } = options;
  const space = parseSpace(options.param, system);
  const both = Object.keys(space).find((name) => Object.hasOwn(given, name));
  if (both) throw new FlagError(`--${both} and --param ${both}: give one of them`);
  if (kind === 'random' && (options.rungs ?? options.eta) !== undefined)
    throw new FlagError('--rungs and --eta belong to --search halving');
  if (kind === 'halving') refuseWithHalving(system, space, given);
  const flags = { ...defaultsOf(searchedFlags(system) as never), ...given } as Study['flags'];
  const first = flags.random_state;
  return {
    system: system.name,
    flags,
    space,
    rungs: kind === 'random' ? 1 : (options.rungs ?? RUNGS),
    eta: options.eta ?? ETA,
    searchSeed: search_seed,
    seeds: Array.from({ length: seeds }, (_, n) => first + n),
  };
}

function refuseWithHalving(system: System, space: SearchSpace, given: FlagValues): void {
  if (!system.stepsOf)
    throw new FlagError(
      `--search halving: ${system.name} is fitted at once, so it cannot be halved; use random`,
    );
  if (Object.hasOwn(given, 'validate_every'))
    throw new FlagError('--validate_every: --search halving decides when trials are validated; leave it out');
  const length = Object.keys(space).find((name) => LENGTH_FLAGS.includes(name));
  if (length)
    throw new FlagError(`--param ${length}: --search halving compares trials of the same length; use random`);
}

/** Runs the search, or what is left of it, and prints its result. */
async function tune(
  system: System,
  study: Study,
  folder: string,
  options: Options,
  signal: AbortSignal,
): Promise<void> {
  const {
    trials,
    plan = false,
    shard,
    merge = false,
    redis,
    queue,
    refit = false,
    json = false,
    error_score,
  } = options;
  if (redis !== undefined) await requireRedis(redis);
  await ready();
  const values = study.flags as CommonValues & FlagValues;
  const warn = (line: string) => say(line, process.stderr);
  const prepared = await preparedFor(system, values, { signal, warn, onRead: json ? undefined : sayNotes });
  requireValidationSet(system, prepared);
  const data = dataOfStudy(study, system, prepared);
  const code = await codeDigest();
  if ((await openStudy(folder, study, data, code)) !== code) {
    const message = `${folder} was begun by another version of the code`;
    if (isDivided(options))
      throw new Error(
        `${message}: use one version on all machines, or name another --out. One machine can go on alone, without --plan, --shard, --merge or --redis`,
      );
    warn(`${message}: its trials may differ in more than their hyperparameters`);
  }
  const sizes = {
    what: prepared.data.what,
    train: prepared.train.ids.length,
    validation: prepared.validation.ids.length,
  };
  const drawn = drawTrials(study.space, trials, study.searchSeed).length;
  if (json) print({ event: 'search', folder, trials: drawn, study, data: { ...sizes, ...data } });
  else describe(study, folder, sizes, { trials, drawn });
  if (plan) {
    if (json) print({ event: 'plan', folder });
    else say('The search is prepared: run the shards, --shard 1/n to n/n.');
    return;
  }
  const begun = performance.now();
  let shownHeading = false;
  const onTrial = (trial: Trial, all: readonly Trial[]) => {
    if (json)
      return print({
        event: 'trial',
        ...trial,
        rungs: trial.rungs.map((results) => results.map(withoutExamples)),
      });
    if (!shownHeading) say(trialsHeading(study));
    shownHeading = true;
    say(trialRow(study, trial, all));
  };
  const progress = (_: unknown, title: string) => showProgress(title, 'steps');
  const doAll =
    redis === undefined ? undefined : onQueue({ url: redis, queue, folder, data: study.flags.data });
  const found = await search(study, data, {
    ...{ folder, trials, shard, signal, progress, onTrial, onWait: warn, onLeftOut: warn, doAll },
    errorScore: error_score,
    trains: !(merge && study.rungs === 1), // with halving, a merge promotes what shards have left
  });
  const complete = isComplete(study, found);
  if (shard || !complete) {
    if (json) print({ event: 'shard', folder, complete });
    else
      say(
        `${complete ? 'All trials are done. The' : 'This shard is done. When all are, the'} same command with --merge instead of --shard ends the search.`,
      );
    return;
  }
  const seconds = (performance.now() - begun) / 1000;
  const events: RunEvents = { signal, warn, progress: showProgress };
  const { record, ranking, chart, refitted } = await finishStudy(study, { ...sizes, ...data }, found, {
    folder,
    refit,
    events,
  });
  if (json) sayJson(folder, record, refitted);
  else {
    say(`\n${tuningText(study, found, ranking, record.importances)}`);
    const [best] = ranking;
    if (best) say(`\nTo train it again: ${commandOf(system, study, best)}`);
    if (best) say(`Best checkpoint: ${join(folder, best.results[0]!.run)}`);
    say(`Record and chart: ${join(folder, 'tuning.json')}, ${chart}`);
    if (shownHeading) say(`This call took ${count(Math.round(seconds))} seconds.`);
    if (refitted) say(`\n${refitText(refitted)}`);
  }
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

function sayJson(folder: string, record: TuningRecord, refitted?: RefitRecord): void {
  print({ event: 'done', folder, ...record });
  if (refitted) print({ event: 'refit', folder, ...refitted });
}

function withoutExamples<T extends object>(result: T): T {
  const { examples: _, ...others } = result as T & { examples?: unknown };
  return others as T;
}

function describe(
  { system, space, rungs, eta, seeds }: Study,
  folder: string,
  { what, train, validation }: { what: string; train: number; validation: number },
  { trials, drawn }: { trials: number; drawn: number },
): void {
  if (drawn < trials) complain(`There are only ${count(drawn)} combinations, so there are as many trials.`);
  for (const [name, range] of Object.entries(space))
    if (
      range.kind === 'number' &&
      range.scale === 'linear' &&
      range.from > 0 &&
      range.to > ORDERS * range.from
    )
      complain(`${name}: nearly all values are drawn near ${range.to}. With :log, small ones are as likely.`);
  const how = rungs === 1 ? 'random search' : `successive halving, ${rungs} rungs, one in ${eta} goes on`;
  const each = seeds.length > 1 ? `, ${seeds.length} seeds each` : '';
  say(
    `Data: ${what}: ${count(train)} for training, ${count(validation)} for validation, the same for all trials`,
  );
  say(`Search: ${system}, ${how}, ${count(drawn)} trials${each}`);
  say(`Folder: ${folder}`);
}

/** Returns the command that trains a trial. */
function commandOf(system: System, study: Study, { trial, results }: RankedTrial): string {
  const flags = trialFlags(study, trial.hyperparameters, defaultsOf(system.flags));
  const [every] = rungSteps(results[0]!.steps, study);
  if (study.rungs > 1) flags.push(['validate_every', every!]);
  const given = flags.map(([name, value]) => `--${name} ${shellQuoted(written(value))}`);
  return ['npm run -s train --', `--model ${system.name}`, ...given].join(' ');
}

function etaNumber(text: string): number {
  if (positiveInteger(text) > 1) return Number(text);
  throw new InvalidArgumentError('It takes a whole number at least 2.');
}

function rungNumber(text: string): number {
  if (positiveInteger(text) > 1) return Number(text);
  throw new InvalidArgumentError('It takes a whole number at least 2; --search random has one rung.');
}

function seed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It takes a whole number from 0 to 999999999.');
}

async function main(): Promise<void> {
  const argv = underscored(process.argv);
  await runCommand(tuneCommand(argv), argv);
}

if (require.main === module) void main();
