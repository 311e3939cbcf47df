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
  /** The folder with `rows.jsonl`. */
  folder: string;
  rows: number;
  rowsPerUnit: number;
}

/** Characters of a text: long texts take minutes. */
const LENGTH = 200;
/** How many units a file has: two for each core, on the machines that we measure. */
const UNITS = 4;

/** A file scored in units: by this process's pool, by child processes, and by a queue. */
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
    await writeFile(join(folder, 'rows.jsonl'), `${lines.join('\n')}\n`);
    const name = `${rows.toLocaleString('en-US')} beginnings of ${what} in units of ${rowsPerUnit.toLocaleString('en-US')}`;
    return [{ name, folder, rows, rowsPerUnit, perSecond: 'rows', tolerances: {} } satisfies UnitsCase];
  },
  entries() {
    const cores = availableParallelism();
    const oneThread = { env: { FAST_LSTM_THREADS: '1' } };
    const entry = (name: string, kind: string, count: number) =>
      typescriptEntry(name, 'units/ours', { args: [kind, `${count}`], ...oneThread });
    return [
      entry('score', 'pool', cores),
      entry('one process', 'processes', 1),
      ...(HAS_REDIS ? [entry('a worker', 'queue', 1), entry('a worker for each core', 'queue', cores)] : []),
    ];
  },
};
