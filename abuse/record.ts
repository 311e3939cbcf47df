import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../lib/files/replace-file';
import { markdownTable } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';

/** What happened in a scenario, by outcome. An outcome that should not be begins with `FAULT`. */
export interface Outcomes {
  what: string;
  times: number;
  outcomes: Record<string, number>;
}

/** The content of the record. */
interface AbuseRecord {
  /** The day: `2026-01-31`. */
  when: string;
  seed: number;
  runs: Outcomes[];
}

/** The records of the last runs: of training, of a queue, and of a queue with pretended work. */
export const RECORDS = {
  environment: join('results', 'reliability', 'environment.json'),
  queue: join('results', 'reliability', 'queue.json'),
  simulation: join('results', 'reliability', 'simulation.json'),
} as const;

/** Writes a record. */
export async function writeRecord(name: keyof typeof RECORDS, record: AbuseRecord): Promise<void> {
  await replaceFile(join(repositoryRoot(), RECORDS[name]), `${JSON.stringify(record, null, 2)}\n`);
}

/** Returns the table of a record. @param name that of a record */
export function outcomesTable(name: string): string | undefined {
  if (!Object.hasOwn(RECORDS, name)) return undefined;
  const file = join(repositoryRoot(), RECORDS[name as keyof typeof RECORDS]);
  if (!existsSync(file)) return 'There is no record yet.';
  const { when, seed, runs } = JSON.parse(readFileSync(file, 'utf8')) as AbuseRecord;
  const rows = runs.flatMap(({ what, times, outcomes }) =>
    Object.entries(outcomes).map(([outcome, count], n) => [
      n === 0 ? what : '',
      n === 0 ? `${times}` : '',
      `${count} x ${outcome}`,
    ]),
  );
  return `${markdownTable([['what', 'times', 'outcome'], ...rows])}\n\nRun on ${when} with the seed ${seed}.`;
}
