import { resolve } from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { withTodaysFlags } from '../experiments/runs/aliases';
import { defaultsOf, type FlagsOf, type FlagValues, integer } from '../experiments/runs/flags';
import type { CheckpointRecord } from '../lib/checkpoints';
import { type ClassifierEvaluation, loadClassifier } from '../lib/classifier';
import { openData } from '../lib/corpus/open-data';
import { formatAccuracy } from '../lib/evaluation';
import { showProgress } from '../lib/progress';
import { checkpointOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { addDataFlags, givenData } from './data-options';
import { STOPPED, withInterruptKey } from './interrupt-key';
import { addFlags, givenFlags, underscored } from './options';
import { count, percent, print, sayNotes } from './say';
import { table } from './table';

const SHOWN = 200; // characters of a review

const flags: FlagsOf<{ wrong: number }> = {
  wrong: integer({ default: 5, atLeast: 0, help: 'how many mistakes to show, the most confident first' }),
};

export function evaluateCommand(): Command {
  const program = new Command('npm run -s evaluate --')
    .description(
      'Evaluates a model on labeled reviews: accuracy, precision, recall and the most confident mistakes.',
    )
    .addOption(checkpointOption())
    .option('--json', 'print a JSON object')
    .allowExcessArguments(false);
  return addFlags(addDataFlags(program), flags).action(async ({ checkpoints_dir, json = false }) => {
    const { wrong: maxMistakes } = { ...defaultsOf(flags), ...givenFlags(program, flags) } as {
      wrong: number;
    };
    const { path, reading } = givenData(program);
    const data = await openData(path, reading);
    const classifier = await loadClassifier(checkpoints_dir);
    const evaluation = await withInterruptKey(async (signal) => {
      const read = { signal, progress: showProgress('Reading reviews', 'bytes') };
      const reviews = data.test ? await data.test(read) : await data.train(read);
      sayNotes(data.notes());
      return classifier.evaluate(reviews, {
        maxMistakes,
        signal,
        progress: showProgress('Classifying', 'reviews'),
      });
    }).catch((error) => {
      if ((error as Error).name !== 'AbortError') throw error;
      console.error('\nStopped.');
      process.exit(STOPPED);
    });
    if (wasTrainedOn(classifier.record, path) && !data.test)
      console.error(`The model was trained on reviews in ${path}: its accuracy on new reviews may be lower.`);
    if (json) print({ checkpoint: classifier.folder, data: data.what, ...evaluation });
    else
      console.log(
        describe(evaluation, `${classifier.folder} on ${data.what}${data.test ? ' (test set)' : ''}`),
      );
  });
}

function wasTrainedOn({ system, run }: CheckpointRecord, path: string): boolean {
  const data = run && withTodaysFlags(system, run.flags as FlagValues)['data'];
  return typeof data === 'string' && resolve(data) === resolve(path);
}

function describe(result: ClassifierEvaluation, title: string): string {
  const { classes, confusion, perClass, mistakes } = result;
  const share = (value: number | null) => (value === null ? '-' : percent(value));
  const parts = [
    pc.bold(title),
    table([
      ['reviews', count(result.n)],
      ['accuracy', formatAccuracy(result.accuracy, result.n)],
      ['majority-class baseline', percent(result.baseline)],
      ['loss', `${result.loss.toFixed(4)} nats`],
      [
        'time',
        `${result.seconds.toFixed(1)} s, ${count(Math.round(result.n / result.seconds))} reviews per second`,
      ],
    ]),
    table([
      ['class', 'reviews', 'precision', 'recall', ...classes.map((label) => `predicted ${label}`)],
      ...perClass.map(({ label, n, precision, recall }, at) => [
        label,
        count(n),
        share(precision),
        share(recall),
        ...confusion[at]!.map(count),
      ]),
    ]),
  ];
  if (mistakes.length > 0)
    parts.push(
      [
        pc.bold('Most confident mistakes'),
        ...mistakes.map(
          ({ source, text, label, prediction, probability }) =>
            `${prediction} ${percent(probability)}, labeled ${label}: ${shortened(text)} ${pc.dim(`(${source})`)}`,
        ),
      ].join('\n'),
    );
  return parts.join('\n\n');
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN).trimEnd()}...`;
}

if (require.main === module) void runCommand(evaluateCommand(), underscored(process.argv));
