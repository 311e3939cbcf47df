/** The record of a run of the fuzzer, and its table in docs/reliability.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../lib/files/replace-file';
import { markdownTable, withSections } from '../../lib/markdown';
import { repositoryRoot } from '../../lib/repository';
import type { Tally } from './run';

/** The content of `results/reliability/readers.json`. */
export interface ReadersRecord {
  seed: number;
  node: string;
  /** ISO 8601. */
  date: string;
  readers: Tally[];
}

const file = () => join(repositoryRoot(), 'results', 'reliability', 'readers.json');
const page = () => join(repositoryRoot(), 'docs', 'reliability.md');

/** Returns the record of the last run. */
export function readTallies(): ReadersRecord {
  return JSON.parse(readFileSync(file(), 'utf8'));
}

/** Saves the counts, and writes the table. Readers that were not run keep their earlier counts. */
export async function saveTallies(tallies: readonly Tally[], seed: number): Promise<void> {
  const before = existsSync(file()) ? readTallies().readers : [];
  const now = new Map([...before, ...tallies].map((tally) => [tally.reader, tally]));
  const record: ReadersRecord = {
    seed,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
    readers: [...now.values()],
  };
  await replaceFile(file(), `${JSON.stringify(record, null, 2)}\n`);
  writeFileSync(page(), withReaderTable(readFileSync(page(), 'utf8'), record));
}

/** Returns the page with the table of a record. */
export function withReaderTable(text: string, { readers, seed, node, date }: ReadersRecord): string {
  return withSections(text, 'readers', () =>
    [`Seed ${seed}, Node ${node}, ${date}.`, '', reliabilityTable(readers)].join('\n'),
  );
}

/** Returns the counts of each reader as a table. */
export function reliabilityTable(tallies: readonly Tally[]): string {
  const number = (value: number) => value.toLocaleString('en-US');
  const rows = tallies.map(({ reader, inputs, outcomes, ended, slowestMs, peakMb }) => [
    reader,
    number(inputs),
    number(outcomes.same),
    number(outcomes.other),
    number(outcomes.named),
    ...(['unnamed', 'foreign', 'silent'] as const).map((fault) => number(outcomes[fault])),
    ended ?? 'no',
    number(slowestMs),
    number(peakMb),
  ]);
  const head = [
    ...['reader', 'inputs', 'same value', 'another value', 'refused by name', 'refused without name'],
    ...['error of others', 'silently wrong', 'hang or crash', 'slowest, ms', 'memory, MB'],
  ];
  return markdownTable([head, ...rows]);
}
