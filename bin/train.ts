/**
 * `npm run train`. `--model`, `--resume` and `--json` are defined below. The other flags are
 * hyperparameters, which experiments set too, so they are defined beside the systems:
 *
 * - those of the data (`--data`, `--labels`, ...) in `experiments/runs/data-flags.ts`
 * - those that systems share (`--batch_size`, `--optimizer`, `--workers`, ...) in
 *   `experiments/systems/train-flags.ts`
 * - those of one system in its file, such as `experiments/systems/simple.ts`
 */
import { Command } from 'commander';
import { flagAliases, withTodaysFlags } from '../experiments/runs/aliases';
import type { FlagValues } from '../experiments/runs/flags';
import { defaultsOf, FlagError, written } from '../experiments/runs/flags';
import { resumeSystem, trainSystem } from '../experiments/runs/run';
import {
  type RunData,
  type RunEvents,
  RunFailed,
  RunStopped,
  type RunSummary,
} from '../experiments/runs/run-events';
import type { RunValues, System } from '../experiments/runs/system';
import { systems } from '../experiments/systems/systems';
import { latestRecord } from '../lib/checkpoints';
import { formatAccuracy } from '../lib/evaluation';
import { showProgress } from '../lib/progress';
import { bestEvaluation } from '../lib/training/early-stopping';
import { runCommand } from './command-line';
import { messageOf } from './disk-advice';
import { examples } from './help';
import { addFlags, givenFlags, peek, underscored } from './options';
import { complain, count, percent, print, say, sayNotes } from './say';
import { shellQuoted } from './shell-quoted';
import { sayStopping, stopCode, withStopSignal } from './stop-signal';
import { systemOption, systemOrUsual } from './system-option';

/** Returns the command with the flags of the system that `--model` or `--resume` names. */
export async function trainCommand(argv: readonly string[]): Promise<Command> {
  const system = await systemFor(argv);
  const program = new Command('npm run -s train --')
    .description(`Trains a system on labeled reviews and saves it.\n\n${titles()}`)
    .addOption(systemOption(system))
    .option(
      '--resume <folder>',
      `resume a run from its latest checkpoint; only ${changeable(system)} may change`,
    );
  const aliases = flagAliases(system.name);
  addFlags(program, system.flags, aliases)
    .option('--json', 'print one JSON object per line')
    .addHelpText('after', examples(`--model ${system.name} --data reviews.csv`));
  return program.action(async ({ resume, json = false }) => {
    const given = withTodaysFlags(system.name, givenFlags(program, system.flags, aliases));
    const values = { ...defaultsOf(system.flags), ...given } as RunValues & FlagValues;
    if (resume) refuseFixed(system, given);
    const events = json ? jsonEvents : textEvents();
    const work = (signal?: AbortSignal) =>
      resume
        ? resumeSystem(system, resume, given, { ...events, signal })
        : trainSystem(system, values, { ...events, signal });
    try {
      const summary = await withStopSignal(work, sayStopping);
      const { training: _printed, ...outcome } = summary; // step by step
      if (json) print({ event: 'done', ...outcome });
      else sayDone(summary);
    } catch (error) {
      if (error instanceof RunFailed) throw resumable(error);
      if (!(error instanceof RunStopped)) throw error;
      if (json) print({ event: 'stopped', step: error.step, folder: error.folder });
      else sayStopped(error);
      process.exit(stopCode()); // an unfinished progress bar would keep the process alive
    }
  });
}

async function systemFor(argv: readonly string[]): Promise<System> {
  const resume = peek(argv, 'resume');
  // The action reports a checkpoint that cannot be read.
  const saved = resume && (await latestRecord(resume).catch(() => undefined));
  return systemOrUsual(saved ? saved.system : peek(argv, 'model'));
}

function titles(): string {
  const width = Math.max(...Object.keys(systems).map((name) => name.length));
  const lines = Object.values(systems).map(({ name, title }) => `  ${name.padEnd(width)}  ${title}`);
  return ['Systems (--model NAME --help lists the flags of each):', ...lines].join('\n');
}

/** Returns the flags that a resumed run may change, as a list for messages. */
function changeable({ flags }: System): string {
  const names = Object.keys(flags).filter((name) => flags[name]!.changeable);
  return names.map((name) => `--${name}`).join(', ') || 'no flag';
}

function refuseFixed(system: System, given: FlagValues): void {
  for (const [name, value] of Object.entries(given))
    if (!system.flags[name]!.changeable)
      throw new FlagError(
        `--${name} ${written(value)}: a resumed run keeps its flags; only ${changeable(system)} may change`,
      );
}

const jsonEvents: RunEvents = {
  onRead: (notes) => print({ event: 'read', notes }),
  onData: (data) => print({ event: 'data', ...data }),
  onStep: (measured) => print({ event: 'step', ...measured }),
  onValidated: ({ step }, evaluation) => print({ event: 'validation', step, ...evaluation }),
  onSaved: (folder) => print({ event: 'saved', folder }),
  warn: (line) => complain(line),
  progress: showProgress,
};

function textEvents(): RunEvents {
  return {
    onRead: (notes) => sayNotes(notes),
    onData: (data) => say(describe(data)),
    onValidated: ({ step, loss }, { accuracy, n, baseline }) =>
      say(
        `Step ${count(step)}: validation accuracy ${formatAccuracy(accuracy, n)} (baseline ${percent(baseline)}), loss ${loss.toFixed(3)}`,
      ),
    warn: (line) => say(line, process.stderr),
    progress: showProgress,
  };
}

function describe(run: RunData): string {
  const parts = [`${count(run.train)} for training`, `${count(run.validation)} for validation`];
  if (run.test > 0) parts.push(`${count(run.test)} for testing`);
  const steps =
    run.from > 0 ? `steps ${count(run.from + 1)} to ${count(run.steps)}` : `${count(run.steps)} steps`;
  return [
    `Data: ${run.what}: ${parts.join(', ')}; ${classNames(run.classes)}`,
    `Text: tokenizer ${run.tokenizer}${removal(run)}${truncation(run)}`,
    `Model: ${run.system}, vocabulary ${count(run.vocabularySize)}, ${count(run.trainableParameters)} trainable parameters`,
    `Training: ${steps}, batch size ${count(run.batchSize)}${run.backend ? `, backend ${run.backend.name}` : ''}`,
  ].join('\n');
}

/** Returns the names of at most a dozen classes. */
function classNames(classes: readonly string[]): string {
  return classes.length <= 12
    ? classes.join(', ')
    : `${classes.length} classes: ${classes.slice(0, 11).join(', ')}, ...`;
}

function removal({ stopWords }: RunData): string {
  return stopWords > 0 ? `; ${count(stopWords)} stop words are removed` : '';
}

function truncation({ maxLength, truncated }: RunData): string {
  if (truncated === 0) return '';
  return `; texts are truncated to ${count(maxLength!)} tokens, ${count(truncated)} are longer`;
}

function sayDone({ folder, steps, stoppedEarly, test, validation }: RunSummary): void {
  if (stoppedEarly) say(`Early stopping after ${count(steps)} steps.`);
  if (test)
    say(
      `Test accuracy after the last step: ${formatAccuracy(test.accuracy, test.n)} on ${count(test.n)} reviews (baseline ${percent(test.baseline)})`,
    );
  say(`Model saved in: ${folder}`);
  const best = validation[bestEvaluation(validation) - 1]?.step ?? steps;
  if (best !== steps)
    say(`Other commands use its checkpoint with the lowest validation loss, that of step ${count(best)}.`);
}

function sayStopped({ step, folder }: RunStopped): void {
  if (!folder) say('Stopped. Nothing was saved.');
  else
    say(
      `Stopped after step ${count(step)}. Resume with: npm run -s train -- --resume ${shellQuoted(folder)}`,
    );
}

/** Returns the error of a run, with how to go on once its cause is mended. */
function resumable(failed: RunFailed): Error {
  const { cause, step, folder } = failed;
  failed.message = `${messageOf(cause)}\nStep ${count(step)} is saved. Resume with: npm run -s train -- --resume ${shellQuoted(folder)}`;
  return failed;
}

async function main(): Promise<void> {
  const argv = underscored(process.argv);
  await runCommand(await trainCommand(argv), argv);
}

if (require.main === module) void main();
