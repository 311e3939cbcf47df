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

/** The record of the last runs. */
export const RECORD = join('results', 'reliability', 'environment.json');

/** Writes the record. */
export async function writeRecord(record: AbuseRecord): Promise<void> {
  await replaceFile(join(repositoryRoot(), RECORD), `${JSON.stringify(record, null, 2)}\n`);
}

/** Returns the table of the record. @param name `environment` */
export function outcomesTable(name: string): string | undefined {
  if (name !== 'environment') return undefined;
  if (!existsSync(join(repositoryRoot(), RECORD))) return 'There is no record yet.';
  const { when, seed, runs } = JSON.parse(
    readFileSync(join(repositoryRoot(), RECORD), 'utf8'),
  ) as AbuseRecord;
  const rows = runs.flatMap(({ what, times, outcomes }) =>
    Object.entries(outcomes).map(([outcome, count], n) => [
      n === 0 ? what : '',
      n === 0 ? `${times}` : '',
      `${count} x ${outcome}`,
    ]),
  );
  return `${markdownTable([['what', 'times', 'outcome'], ...rows])}\n\nRun on ${when} with the seed ${seed}.`;
}
