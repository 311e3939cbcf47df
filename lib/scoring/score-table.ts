import type { Table, TableRow } from '../reading';
import { batchesOf } from './batches-of';
import { inOrder } from './in-order';
import type { ScoringPool } from './pool';
import type { ScoredRow } from './row-format';

/** What was found while a table was scored. */
export interface ScoreCounts {
  rows: number;
  /** The rows whose text is blank. They get no label. */
  blank: number;
  /** The rows whose text has no word that the model knows. They get no label, either. */
  unknown: number;
  /** The lines of rows with another number of fields, the first ones. */
  oddLines: number[];
  odd: number;
  /** The rows of each label. */
  labels: Record<string, number>;
}

/** Options of `scoreTable`. */
export interface ScoreOptions {
  /** The columns of the text, which are joined with a space. */
  text: readonly number[];
  /** The rows at the start that are left out. Default 0. */
  skip?: number;
  /** The most rows in a batch. Default 256. */
  batchSize?: number;
  /** Receives how many bytes of the table are read. */
  onRead?: (done: number) => void;
}

const LISTED = 10;

/**
 * Yields the rows of a table with their predictions, in batches and in order, as soon as they are
 * scored. Rows are read as fast as they are scored.
 *
 * @param counts is updated with every batch that is yielded
 */
export async function* scoreTable(
  table: Table,
  pool: Pick<ScoringPool, 'score' | 'classes' | 'atOnce'>,
  { text, skip = 0, batchSize = 256, onRead }: ScoreOptions,
  counts: ScoreCounts = noCounts(),
): AsyncGenerator<ScoredRow[]> {
  const textOf = (row: TableRow) => text.map((at) => row.fields[at] ?? '').join(' ');
  const batches = batchesOf(without(table.rows(onRead), skip), batchSize);
  yield* inOrder(batches, pool.atOnce, async (rows) => {
    const texts = rows.map(textOf);
    const filled = [...rows.keys()].filter((at) => texts[at]!.trim() !== '');
    const scored: ScoredRow[] = rows.map((row) => ({ row, without: 'text' }));
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
  return { rows: 0, blank: 0, unknown: 0, oddLines: [], odd: 0, labels: {} };
}

function predictionAt(
  all: Float32Array,
  row: number,
  classes: readonly string[],
): NonNullable<ScoredRow['prediction']> {
  const probabilities = all.subarray(row * classes.length, (row + 1) * classes.length);
  const probability = Math.max(...probabilities);
  return { label: classes[probabilities.indexOf(probability)]!, probability, probabilities };
}

function count(scored: readonly ScoredRow[], counts: ScoreCounts): void {
  counts.rows += scored.length;
  for (const { row, prediction, without } of scored) {
    if (prediction) counts.labels[prediction.label] = (counts.labels[prediction.label] ?? 0) + 1;
    else if (without === 'known word') counts.unknown++;
    else counts.blank++;
    if (row.problem === undefined) continue;
    counts.odd++;
    if (counts.oddLines.length < LISTED) counts.oddLines.push(row.line);
  }
}

async function* without<T>(items: AsyncIterable<T>, skip: number): AsyncGenerator<T> {
  let seen = 0;
  for await (const item of items) if (seen++ >= skip) yield item;
}
