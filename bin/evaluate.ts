import { resolve } from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { withTodaysFlags } from '../experiments/runs/aliases';
import { defaultsOf, type FlagsOf, type FlagValues, integer } from '../experiments/runs/flags';
import { lossesLine, unreadable } from '../experiments/runs/text-report';
import type { CheckpointRecord } from '../lib/checkpoints';
import type { ClassifierEvaluation } from '../lib/classifier';
import { openData } from '../lib/corpus/open-data';
import { formatAccuracy } from '../lib/evaluation';
import { showProgress } from '../lib/progress';
import { countingLosses } from '../lib/text';
import { visible } from '../runtime/visible';
import { checkpointOption, chosenClassifier, vectorsOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { addDataFlags, givenData } from './data-options';
import { examples } from './help';
import { addFlags, givenFlags, underscored } from './options';
import { complain, count, percent, print, sayInColor, sayNotes } from './say';
import { stopCode, withStopSignal } from './stop-signal';
import { table } from './table';

const SHOWN = 200; // characters of a review
const MATRIX = 12; // classes of a confusion matrix that fits on a screen

const flags: FlagsOf<{ wrong: number }> = {
  wrong: integer({ default: 5, atLeast: 0, help: 'how many mistakes to show, the most confident first' }),
};

export function evaluateCommand(): Command {
  const program = new Command('npm run -s evaluate --')
    .description(
      'Evaluates a model on labeled reviews: accuracy, precision, recall, F1 and the most confident mistakes.',
    )
    .addOption(checkpointOption())
    .addOption(vectorsOption());
  return addFlags(addDataFlags(program), flags)
    .option('--json', 'print a JSON object')
    .addHelpText(
      'after',
      examples(
        '--data reviews.csv',
        '--data reviews.csv --label_column stars --labels positive=4,5 negative=1,2 drop=3',
      ),
    )
    .action(async ({ checkpoints_dir, vectors, json = false }) => {
      const { wrong: maxMistakes } = { ...defaultsOf(flags), ...givenFlags(program, flags) } as {
        wrong: number;
      };
      const { path, reading } = givenData(program);
      const data = await openData(path, reading);
      const classifier = await chosenClassifier({ checkpoints_dir, vectors });
      const evaluation = await withStopSignal(async (signal) => {
        const read = { signal, progress: showProgress('Reading reviews', 'bytes') };
        const counting = countingLosses(classifier.tokenizer);
        const found = await classifier.evaluate(data.reviews(data.test ? 'test' : 'train', read), {
          maxMistakes,
          signal,
          tokenizer: counting.tokenizer,
          progress: showProgress('Classifying', 'reviews'),
        });
        sayNotes(data.notes());
        checkTexts(data.what, found, counting);
        return found;
      }).catch((error) => {
        if ((error as Error).name !== 'AbortError') throw error;
        complain('\nStopped.');
        process.exit(stopCode());
      });
      if (wasTrainedOn(classifier.record, path) && !data.test)
        complain(`The model was trained on reviews in ${path}: its accuracy on new reviews may be lower.`);
      if (json) print({ checkpoint: classifier.folder, data: data.what, ...evaluation });
      else
        sayInColor(
          describe(evaluation, `${classifier.folder} on ${data.what}${data.test ? ' (test set)' : ''}`),
        );
    });
}

/** Says what the tokenizer lost. @throws if most texts have no known word */
function checkTexts(
  what: string,
  { n, unread }: ClassifierEvaluation,
  { losses, tokenizer: { name } }: ReturnType<typeof countingLosses>,
): void {
  const report = { ...losses, texts: n, unread, tokenizer: name };
  const useless = unreadable(report, 'the model was trained on texts of another kind');
  if (useless) throw new Error(`${what}: ${useless}`);
  const line = lossesLine(report);
  if (line) complain(line);
}

function wasTrainedOn({ system, run, trainedOn }: CheckpointRecord, path: string): boolean {
  const data = run ? withTodaysFlags(system, run.flags as FlagValues)['data'] : trainedOn;
  return typeof data === 'string' && resolve(data) === resolve(path);
}

function describe(result: ClassifierEvaluation, title: string): string {
  const { classes, confusion, perClass, mistakes } = result;
  const columns = classes.length <= MATRIX ? classes : [];
  const share = (value: number | null) => (value === null ? '-' : percent(value));
  const parts = [
    pc.bold(visible(title)),
    table([
      ['reviews', count(result.n)],
      ['accuracy', formatAccuracy(result.accuracy, result.n)],
      ['majority-class baseline', percent(result.baseline)],
      ['macro F1', percent(result.macroF1)],
      ['loss', `${result.loss.toFixed(4)} nats`],
      [
        'time',
        `${result.seconds.toFixed(1)} s, ${count(Math.round(result.n / result.seconds))} reviews per second`,
      ],
    ]),
    tableOf([
      ['class', 'reviews', 'precision', 'recall', 'F1', ...columns.map((label) => `predicted ${label}`)],
      ...perClass.map(({ label, n, precision, recall, f1 }, at) => [
        label,
        count(n),
        share(precision),
        share(recall),
        share(f1),
        ...(columns.length > 0 ? confusion[at]!.map(count) : []),
      ]),
    ]),
  ];
  if (columns.length === 0) parts.push(mostConfused(result));
  if (mistakes.length > 0)
    parts.push(
      [
        pc.bold('Most confident mistakes'),
        ...mistakes.map(
          ({ source, text, label, prediction, probability }) =>
            `${visible(`${prediction} ${percent(probability)}, labeled ${label}: ${shortened(text)}`)} ${pc.dim(`(${visible(source)})`)}`,
        ),
      ].join('\n'),
    );
  return parts.join('\n\n');
}

/** Returns a table of the most frequent confusions, instead of a matrix with too many columns. */
function mostConfused({ classes, confusion }: ClassifierEvaluation): string {
  const pairs = confusion.flatMap((row, label) =>
    row.flatMap((n, prediction) => (n > 0 && label !== prediction ? [{ n, label, prediction }] : [])),
  );
  const most = pairs.sort((a, b) => b.n - a.n).slice(0, MATRIX);
  const rows = most.map(({ n, label, prediction }) => [count(n), classes[label]!, classes[prediction]!]);
  return tableOf([['mistakes', 'label', 'prediction'], ...rows]);
}

/** Returns a table of data, without colors. */
function tableOf(rows: string[][]): string {
  return table(rows.map((row) => row.map(visible)));
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN).trimEnd()}...`;
}

if (require.main === module) void runCommand(evaluateCommand(), underscored(process.argv));
