/**
 * The evaluations of a long run. `checkpoint.json` has the latest ones, so that its size does not
 * grow with the steps. Those before are in `evaluations.json`, if there are any.
 */
import { join } from 'node:path';
import type { StepMetrics } from '../evaluation/metrics';
import { type FileRecords, requireFiles } from '../files/folder-record';
import { readJson } from '../files/json-file';
import { COPY_AGAIN, metricsSchema, RECORD } from './record-schema';

/** The name of the file of earlier evaluations. */
export const EVALUATIONS = 'evaluations.json';

/** The most evaluations in `checkpoint.json`. */
const MOST_EVALUATIONS = 400;

/** A record of a checkpoint. */
type Record = { run?: { validation: StepMetrics[] } };

/** Returns a record with its latest evaluations only, and those before. */
export function withoutEarlier<R extends Record>(record: R): { record: R; earlier: StepMetrics[] } {
  const { run } = record;
  if (!run || run.validation.length <= MOST_EVALUATIONS) return { record, earlier: [] };
  const earlier = run.validation.slice(0, -MOST_EVALUATIONS);
  const validation = run.validation.slice(-MOST_EVALUATIONS);
  return { record: { ...record, run: { ...run, validation } }, earlier };
}

/**
 * Returns a record with all its evaluations.
 *
 * @param files the files of its folder
 * @throws if the file of earlier evaluations is missing or damaged
 */
export async function withEarlier<R extends Record>(
  folder: string,
  record: R,
  files: FileRecords,
): Promise<R> {
  const known = files[EVALUATIONS];
  if (!record.run || !known) return record;
  await requireFiles(folder, RECORD, { files: { [EVALUATIONS]: known } }, COPY_AGAIN);
  const earlier = await readJson(join(folder, EVALUATIONS), metricsSchema, COPY_AGAIN);
  const validation = [...(earlier as StepMetrics[]), ...record.run.validation];
  return { ...record, run: { ...record.run, validation } };
}
