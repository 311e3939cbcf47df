/**
 * More training texts, with target distributions in place of labels: what other models say of
 * texts that nobody has labeled (knowledge distillation, Hinton et al. 2015).
 */
import type { Examples } from '../../lib/batches/examples';
import { idsOfText, type TokenLookup } from '../../lib/batches/token-ids';
import { fileAt } from '../../lib/corpus/data-files';
import type { Label } from '../../lib/corpus/review';
import { predictedClass } from '../../lib/evaluation/metrics';
import { pause } from '../../lib/interrupt';
import type { Watch } from '../../lib/progress';
import { chooseColumns, openTable, type Table } from '../../lib/reading';
import type { Tokenizer } from '../../lib/text/tokenizer';
import { FlagError } from './flags';

/** How texts become examples. */
export interface SoftLabelOptions extends Watch {
  classes: readonly Label[];
  lookup: TokenLookup;
  tokenizer: Tokenizer;
  /** Texts are truncated to this many tokens. Default: no limit. */
  maxLength?: number;
}

/** What a row's probabilities may sum to, before they are divided by the sum. */
const LEAST = 0.98;
const MOST = 1.02;

/**
 * Returns the texts of a table with target distributions, the probabilities in its columns
 * `probability_CLASS`, which `npm run score -- --per_class` writes. Rows without probabilities
 * are left out. The label of a text is its most probable class.
 *
 * @throws FlagError if a column is missing, a probability is not one, or no row is left
 */
export async function softlyLabeled(
  file: string,
  { classes, lookup, tokenizer, maxLength, signal, progress }: SoftLabelOptions,
): Promise<Examples> {
  const table = await openTable(fileAt(file));
  const { text } = await chooseColumns(table, {}, false);
  const columns = classes.map((name) => probabilityColumn(file, table, name));
  const ids: Int32Array[] = [];
  const targets: number[] = [];
  const labels: number[] = [];
  let rows = 0;
  for await (const { fields, line } of table.rows((done) => progress?.(done, table.size ?? 0))) {
    if (++rows % PAUSE_EVERY === 0) await pause(signal);
    const values = columns.map((at) => fields[at]?.trim() ?? '');
    if (values.every((value) => value === '')) continue; // `score` found no word that it knows
    const target = distribution(values, `--soft_labels ${file}:${line}`);
    ids.push(idsOfText({ tokenizer, lookup, maxLength }, text.map((at) => fields[at]).join(' ')));
    targets.push(...target);
    labels.push(predictedClass(target).classIndex);
  }
  if (ids.length === 0) throw new FlagError(`--soft_labels ${file}: no row has probabilities`);
  return { ids, labels: Int32Array.from(labels), classes, targets: Float32Array.from(targets) };
}

/** The number of rows between two pauses. */
const PAUSE_EVERY = 1000;

/** Returns the last column of a class's probability: that of the latest model. */
function probabilityColumn(file: string, { columns }: Table, name: Label): number {
  const wanted = `probability_${name}`;
  const isWanted = (column: string) => column === wanted || column.endsWith(`_${wanted}`);
  const found = [...columns.keys()].filter((at) => isWanted(columns[at]!)).at(-1);
  if (found !== undefined) return found;
  throw new FlagError(
    `--soft_labels ${file} has no column ${wanted}; it has ${columns.join(', ')}: ` +
      'npm run score -- --per_class writes one for each class',
  );
}

/** Returns probabilities that sum to 1. */
function distribution(values: readonly string[], place: string): number[] {
  const numbers = values.map(Number);
  const wrong = values.find((value, at) => value === '' || !(numbers[at]! >= 0 && numbers[at]! <= 1));
  if (wrong !== undefined) throw new FlagError(`${place}: "${wrong}" is no probability from 0 to 1`);
  const sum = numbers.reduce((sum, one) => sum + one, 0);
  if (!(sum >= LEAST && sum <= MOST))
    throw new FlagError(`${place}: the probabilities ${values.join(' + ')} do not sum to 1`);
  return numbers.map((one) => one / sum);
}
