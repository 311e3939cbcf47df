import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { HAS_REDIS } from '../../abuse/redis';
import { BATCH_ROWS, ROWS_PER_UNIT } from '../../lib/scoring';
import { typescriptEntry } from '../entries';
import { benchReviews } from '../reviews';
import type { Case, Suite } from '../suite';

/** A case of the suite `units`. */
export interface UnitsCase extends Case {
  /** The folder with `rows.jsonl`, and with the first of these in `first.jsonl`. */
  folder: string;
  rows: number;
  rowsPerUnit: number;
}

/** Characters of a text, as in tweets: long texts take minutes. */
const LENGTH = 80;
/** How many units a file has: two for each core, on the machines that we measure. */
const UNITS = 4;

/** A file scored as `score` does it, and in units by child processes and by a queue. */
export const units: Suite = {
  name: 'units',
  title: 'A file scored in units with the bundled model',
  rounds: 3,
  divisible: true,
  async cases(folder, { fraction }) {
    const { what, reviews } = await benchReviews('test');
    const rowsPerUnit = BATCH_ROWS * Math.ceil((ROWS_PER_UNIT * fraction) / BATCH_ROWS);
    const rows = UNITS * rowsPerUnit;
    const lines = Array.from({ length: rows }, (_, n) =>
      JSON.stringify({ text: reviews[n % reviews.length]!.text.slice(0, LENGTH) }),
    );
    for (const [name, count] of Object.entries({ rows, first: 2 * BATCH_ROWS }))
      await writeFile(join(folder, `${name}.jsonl`), `${lines.slice(0, count).join('\n')}\n`);
    const name = `${rows.toLocaleString('en-US')} beginnings of ${what} in units of ${rowsPerUnit.toLocaleString('en-US')}`;
    return [{ name, folder, rows, rowsPerUnit, perSecond: 'rows', tolerances: {} } satisfies UnitsCase];
  },
  entries() {
    const cores = availableParallelism();
    const oneThread = { env: { FAST_LSTM_THREADS: '1' } };
    const entry = (name: string, kind: string, count: number) =>
      typescriptEntry(name, 'units/ours', { args: [kind, `${count}`], ...oneThread });
    return [
      entry('score', 'plain', cores),
      entry('one process', 'processes', 1),
      ...(HAS_REDIS ? [entry('a worker', 'queue', 1), entry('a worker for each core', 'queue', cores)] : []),
    ];
  },
};
