import { Command } from 'commander';
import pc from 'picocolors';
import { defaultsOf, type FlagsOf, integer } from '../experiments/runs/flags';
import { type ClassifierEvaluation, loadClassifier } from '../lib/classifier';
import { openDataFolder } from '../lib/corpus/data-folder';
import { formatAccuracy } from '../lib/evaluation';
import { showProgress } from '../lib/progress';
import { checkpointOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { addFlags, givenFlags, underscored } from './flags';
import { STOPPED, withInterruptKey } from './interrupt-key';
import { count, percent, print } from './say';
import { table } from './table';

const SHOWN = 200; // characters of a text

const flags: FlagsOf<{ wrong: number }> = {
  wrong: integer({ default: 5, atLeast: 0, help: 'how many wrong answers to show' }),
};

export function evaluateCommand(): Command {
  const program = new Command('npm run -s evaluate --')
    .description(
      'Says how well a model classifies labelled texts, and which ones it is most sure of and wrong about.',
    )
    .requiredOption(
      '--data_dir <folder>',
      'texts: pos/ and neg/, or data.csv (SentimentText, Sentiment); of a folder with train/ and test/, the latter',
    )
    .addOption(checkpointOption())
    .option('--json', 'print a JSON object')
    .allowExcessArguments(false);
  return addFlags(program, flags).action(async ({ data_dir, checkpoints_dir, json = false }) => {
    const { wrong: maxMistakes } = { ...defaultsOf(flags), ...givenFlags(program, flags) } as {
      wrong: number;
    };
    const data = openDataFolder(data_dir);
    const classifier = await loadClassifier(checkpoints_dir);
    const evaluation = await withInterruptKey(async (signal) => {
      const read = { signal, progress: showProgress('Reading texts', 'texts') };
      const reviews = data.test ? await data.test(read) : await data.train(read);
      return classifier.evaluate(reviews, {
        maxMistakes,
        signal,
        progress: showProgress('Classifying', 'texts'),
      });
    }).catch((error) => {
      if ((error as Error).name !== 'AbortError') throw error;
      console.error('\nStopped.');
      process.exit(STOPPED);
    });
    if (classifier.record.run?.data.folder === data.dir && !data.test)
      console.error(
        `The model was trained on texts in ${data_dir}: this says little of how it does on others.`,
      );
    if (json) print({ checkpoint: classifier.folder, data: data.what, ...evaluation });
    else
      console.log(
        describe(evaluation, `${classifier.folder} on ${data.what}${data.test ? ' (test part)' : ''}`),
      );
  });
}

function describe(result: ClassifierEvaluation, title: string): string {
  const { classes, confusion, perClass, mistakes } = result;
  const share = (value: number | null) => (value === null ? '-' : percent(value));
  const parts = [
    pc.bold(title),
    table([
      ['texts', count(result.n)],
      ['accuracy', formatAccuracy(result.accuracy, result.n)],
      ['majority baseline', percent(result.baseline)],
      ['loss', `${result.loss.toFixed(4)} nats`],
      [
        'time',
        `${result.seconds.toFixed(1)} s, ${count(Math.round(result.n / result.seconds))} texts a second`,
      ],
    ]),
    table([
      ['class', 'texts', 'precision', 'recall', ...classes.map((label) => `answered ${label}`)],
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
        pc.bold('Most sure and wrong'),
        ...mistakes.map(
          ({ source, text, label, prediction, probability }) =>
            `${prediction} ${percent(probability)}, labelled ${label}: ${shortened(text)} ${pc.dim(`(${source})`)}`,
        ),
      ].join('\n'),
    );
  return parts.join('\n\n');
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= SHOWN ? line : `${line.slice(0, SHOWN).trimEnd()}...`;
}

if (require.main === module) {
  const argv = underscored(process.argv);
  void runCommand(evaluateCommand(), argv);
}
