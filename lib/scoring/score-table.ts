import * as v from 'valibot';
import { predictedClass } from '../evaluation/metrics';
import { wholeNumber } from '../files/json-file';
import type { Table, TableRow } from '../reading';
import { batchesOf } from './batches-of';
import { inOrder } from './in-order';
import type { ScoredRow } from './row-format';
import type { TextScores } from './scorer';

/** What was found while a table was scored. */
export type ScoreCounts = {
  rows: number;
  /** The rows whose text is blank. They get no label. */
  blank: number;
  /** The rows whose text has no word that the model knows. They get no label, either. */
  unknown: number;
  /** The rows that are not as the table says: `line 5: 4 fields instead of 3`, the first ones. */
  oddRows: string[];
  odd: number;
  /** The rows of each label. */
  labels: Map<string, number>;
};

const number = wholeNumber(0, Number.MAX_SAFE_INTEGER);

/** The form of counts in a file. */
export const countsSchema = v.object({
  rows: number,
  blank: number,
  unknown: number,
  oddRows: v.array(v.string()),
  odd: number,
  labels: v.pipe(
    v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
    v.transform((labels) => Object.entries(labels)), // v.record leaves out a class "constructor"
    v.array(v.tuple([v.string(), number])),
    v.transform((labels) => new Map(labels)),
  ),
});

/** Returns counts in the form that `countsSchema` reads. */
export function countsJson(
  counts: ScoreCounts,
): Omit<ScoreCounts, 'labels'> & { labels: Record<string, number> } {
  return { ...counts, labels: Object.fromEntries(counts.labels) };
}

/** What scores texts: worker processes, or a model in this process. */
export interface TextScorer {
  /** The classes of the model, in the order of the probabilities. */
  classes: readonly string[];
  /** The number of batches that keep it busy. */
  atOnce: number;
  score(texts: string[]): Promise<TextScores>;
}

/** Options of `scoreTable`. */
export interface ScoreOptions {
  /** The columns of the text, which are joined with a space. */
  text: readonly number[];
  /** The rows at the start that are left out. Default 0. */
  skip?: number;
  /** The most rows behind these. Default: all. */
  take?: number;
  /** The most rows in a batch. Default `BATCH_ROWS`. */
  batchSize?: number;
  /**
   * Whether to wait until a batch is full. The last digits of a probability depend on the other
   * texts in the batch, so without it two runs may differ in them. Default: no, as a pipe may wait
   * for what it has written so far.
   */
  fullBatches?: boolean;
  /** Receives how many bytes of the table are read. */
  onRead?: (done: number) => void;
}

/** Rows in a batch, if nothing else is asked for. */
export const BATCH_ROWS = 256;

const LISTED = 10;

/**
 * Yields the rows of a table with their predictions, in batches and in order, as soon as they are
 * scored. Rows are read as fast as they are scored.
 *
 * @param counts is updated with every batch that is yielded
 */
export async function* scoreTable(
  table: Table,
  pool: TextScorer,
  { text, skip = 0, take = Infinity, batchSize = BATCH_ROWS, fullBatches = false, onRead }: ScoreOptions,
  counts: ScoreCounts = noCounts(),
): AsyncGenerator<ScoredRow[]> {
  const textOf = (row: TableRow) => text.map((at) => row.fields[at] ?? '').join(' ');
  const batches = batchesOf(sliced(table.rows(onRead), skip, skip + take), batchSize, {
    areFull: fullBatches,
    charactersOf: ({ fields }) => fields.reduce((sum, { length }) => sum + length, 0),
  });
  yield* inOrder(batches, pool.atOnce, async (rows) => {
    const texts = rows.map(textOf);
    const filled = [...rows.keys()].filter((at) => texts[at]!.trim() !== '');
    const scored: ScoredRow[] = rows.map((row) => ({
      row,
      without: row.unreadable === undefined ? 'text' : 'row',
    }));
    if (filled.length > 0) {
      const { probabilities, isRead } = await pool.score(filled.map((at) => texts[at]!));
      for (const [n, at] of filled.entries())
        scored[at] = {
          row: rows[at]!,
          ...(isRead[n] === 1
            ? { prediction: predictionAt(probabilities, n, pool.classes) }
            : { without: 'known word' }),
        };
    }
    count(scored, counts);
    return scored;
  });
}

/** Returns counts of nothing. */
export function noCounts(): ScoreCounts {
  return { rows: 0, blank: 0, unknown: 0, oddRows: [], odd: 0, labels: new Map() };
}

function predictionAt(
  all: Float32Array,
  row: number,
  classes: readonly string[],
): NonNullable<ScoredRow['prediction']> {
  const probabilities = all.subarray(row * classes.length, (row + 1) * classes.length);
  const { classIndex, value } = predictedClass(probabilities);
  return { label: classes[classIndex]!, probability: value, probabilities };
}

function count(scored: readonly ScoredRow[], counts: ScoreCounts): void {
  counts.rows += scored.length;
  for (const { row, prediction, without } of scored) {
    if (prediction) counts.labels.set(prediction.label, (counts.labels.get(prediction.label) ?? 0) + 1);
    else if (without === 'known word') counts.unknown++;
    else if (without === 'text') counts.blank++;
    if (row.problem === undefined) continue;
    counts.odd++;
    if (counts.oddRows.length === LISTED) continue;
    const kept = without === 'row' ? '; kept as it is, without a label' : '';
    counts.oddRows.push(`line ${row.line}: ${row.problem}${kept}`);
  }
}

async function* sliced<T>(items: AsyncIterable<T>, start: number, end: number): AsyncGenerator<T> {
  let seen = 0;
  for await (const item of items) {
    if (seen >= start) yield item;
    if (++seen >= end) return;
  }
}
