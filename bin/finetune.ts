import { resolve } from 'node:path';
import { Command } from 'commander';
import pc from 'picocolors';
import { classWeightsFlag, classWeightsIn } from '../experiments/runs/class-weights';
import { type FlagsOf, integer, number } from '../experiments/runs/flags';
import { lockNewFolder, requireNewFolder } from '../experiments/runs/new-folder';
import {
  type Advice,
  createClassifier,
  FINETUNING,
  type Finetuned,
  type FinetuneOptions,
  finetune,
  loadClassifier,
  type SystemResult,
} from '../lib/classifier';
import { type Data, openData } from '../lib/corpus/open-data';
import type { Review } from '../lib/corpus/review';
import { showProgress } from '../lib/progress';
import { visible } from '../runtime/visible';
import { checkpointOption } from './chosen-checkpoint';
import { runCommand } from './command-line';
import { addDataFlags, givenData } from './data-options';
import { examples } from './help';
import { addFlags, givenFlags, underscored } from './options';
import { complain, count, percent, print, sayInColor, sayNotes } from './say';
import { shellQuoted } from './shell-quoted';
import { stopCode, withStopSignal } from './stop-signal';
import { table } from './table';

type Values = {
  folds: number;
  validation_split: number;
  epochs: number;
  learning_rate: number;
  batch_size: number;
  class_weights: string | null;
  max_seq_length: number;
  random_state: number;
};

const { folds, foldsUpTo, validationShare, learningRate, percentile } = FINETUNING;

/** The flags. Their defaults are those of `finetune`, which depend on the texts. */
const finetuneFlags: FlagsOf<Values> = {
  folds: integer({
    default: 0,
    atLeast: 1,
    help: `folds of cross-validation; 1: a single validation set (default: ${folds} for up to ${count(foldsUpTo)} texts, else 1)`,
  }),
  validation_split: number({
    default: validationShare,
    above: 0,
    below: 1,
    help: 'share of the texts for the validation set, with a single one',
  }),
  epochs: integer({
    default: 0,
    atLeast: 1,
    help: 'maximum number of epochs (default: by the number of texts)',
  }),
  learning_rate: number({
    default: learningRate,
    above: 0,
    help: `the highest learning rate (default: ${learningRate}, twice as high below 1,000 texts)`,
  }),
  batch_size: integer({ default: 0, atLeast: 1, help: 'texts in a batch (default: by the number of texts)' }),
  class_weights: classWeightsFlag,
  max_seq_length: integer({
    default: 0,
    atLeast: 1,
    help: `texts are truncated to this many tokens (default: what ${100 * percentile} % of the texts do not exceed)`,
  }),
  random_state: integer({
    default: 0,
    atLeast: 0,
    atMost: 2 ** 31 - 1,
    help: 'seed of the split, new weights, batches and dropout',
  }),
};

export function finetuneCommand(): Command {
  const program = new Command('npm run -s finetune --')
    .description(
      'Adapts a model to your own labeled texts and classes, and compares it with two n-gram baselines. ' +
        'It prints which one to take, and saves the fine-tuned model.',
    )
    .argument('[path]', 'the labeled texts, as --data takes them')
    .requiredOption('--out <folder>', 'a new or empty folder for the model')
    .addOption(checkpointOption());
  return addFlags(addDataFlags(program, ['validation']), finetuneFlags)
    .option('--json', 'print a JSON object')
    .addHelpText('after', examples('tickets.csv --out my-model'))
    .action(async (file: string | undefined, { out, checkpoints_dir, json = false }) => {
      const options = optionsOf(givenFlags(program, finetuneFlags) as Partial<Values>);
      const { path, reading } = givenData(program, file);
      requireNewFolder(out);
      const data = await openData(path, reading);
      const lock = lockNewFolder(out);
      try {
        await withStopSignal(async (signal) => {
          const reviews = await data.train({ signal, progress: showProgress('Reading texts', 'bytes') });
          const test = await usableTest(data, reviews, reading.test !== undefined, signal);
          sayNotes(data.notes());
          const from = await loadClassifier(checkpoints_dir);
          const progress = showProgress('Fine-tuning', 'steps');
          const tuned = await finetune(from, reviews, { ...options, test, progress, signal });
          const record = { ...tuned.parts.record!, trainedOn: resolve(path) };
          await createClassifier({ ...tuned.parts, record }).save(out);
          const { parts, wrong: _, ...report } = tuned; // evaluate lists wrong predictions
          if (json) print({ out, from: from.folder, ...report, classes: parts.classes });
          else sayInColor(`${describe(tuned, path)}\n\nModel saved in: ${out}`);
        });
      } catch (error) {
        if ((error as Error).name !== 'AbortError') throw error;
        complain('\nStopped. Nothing was saved.');
        lock.release();
        process.exit(stopCode());
      } finally {
        lock.release();
      }
    });
}

/** Returns the options of `finetune` that the flags give. Absent flags keep its defaults. */
function optionsOf(given: Partial<Values>): FinetuneOptions {
  return {
    folds: given.folds,
    validationShare: given.validation_split,
    epochs: given.epochs,
    learningRate: given.learning_rate,
    batchSize: given.batch_size,
    classWeights: given.class_weights ? classWeightsIn(given.class_weights) : undefined,
    maxLength: given.max_seq_length,
    seed: given.random_state,
  };
}

/**
 * Returns the test set, if there is one. One that only lies beside the data is left out, with a
 * note, if it has labels that the other texts do not have.
 */
async function usableTest(
  data: Data,
  reviews: readonly Review[],
  isGiven: boolean,
  signal: AbortSignal,
): Promise<Review[] | undefined> {
  const test = await data.test?.({ signal });
  const known = new Set(reviews.map(({ label }) => label));
  const other = test?.find(({ label }) => !known.has(label));
  const own = new Set(reviews.map(({ text }) => text));
  const both = test?.filter(({ text }) => own.has(text)).length ?? 0;
  if (both > 0)
    complain(`${count(both)} of the test texts are training texts, too: the test results are too good.`);
  if (!other || isGiven) return test;
  complain(
    `The test set is not used: ${other.source} has the label ${other.label}, which no other text has.`,
  );
  return undefined;
}

/** Returns what was done, a table of the systems, and which one to take. */
function describe({ results, advice, parts, test, ...tuned }: Finetuned, path: string): string {
  const { texts, validationTexts, folds, epochs, maxLength, truncated, newWords } = tuned;
  const { duplicates, contradictions } = tuned;
  const compared =
    folds > 1
      ? `${count(texts)} texts, ${folds}-fold cross-validation`
      : `${count(texts - validationTexts)} texts for training, ${count(validationTexts)} for validation`;
  const cut = truncated > 0 ? `; ${count(truncated)} texts are truncated to ${count(maxLength)} tokens` : '';
  return [
    `${compared}; classes ${visible(parts.classes.join(', '))}`,
    `${epochs} epochs; ${count(newWords)} new words${cut}`,
    ...(duplicates > 0
      ? [
          `${count(duplicates)} texts are copies of others, and in the same fold as those; ` +
            `${count(contradictions)} of them have another label`,
        ]
      : []),
    '',
    systemsTable(results),
    '',
    ...(test ? [`${count(test.texts)} texts of the test set:`, '', systemsTable(test.results), ''] : []),
    pc.bold(visible(advice.text)),
    ...howToTake(advice, path),
  ].join('\n');
}

function systemsTable(results: readonly SystemResult[]): string {
  const points = (share: number) => (100 * share).toFixed(1);
  const rows = results.map(({ name, accuracy, standardError, macroF1, advantage }, n) => [
    name,
    `${percent(accuracy)} ± ${points(standardError)}`,
    percent(macroF1),
    n === 0 ? '' : `${points(advantage.difference)} ± ${points(advantage.standardError)}`,
  ]);
  return table([['system', 'accuracy', 'macro F1', 'fine-tuned is better by'], ...rows]);
}

/** Returns the command that trains the baseline which the advice names. */
function howToTake({ take, or }: Advice, path: string): string[] {
  const baseline = [take, or].find((name) => name === 'nb' || name === 'tf-idf');
  if (!baseline) return [];
  const command = `npm run -s train -- --model ${baseline} --data ${shellQuoted(path)}`;
  return [`To take ${baseline}, train it, with the same flags of the data: ${visible(command)}`];
}

if (require.main === module) void runCommand(finetuneCommand(), underscored(process.argv));
