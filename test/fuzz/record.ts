/** The record of a run of the fuzzer, and its table in docs/reliability.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../../lib/files/replace-file';
import { markdownTable, withSections } from '../../lib/markdown';
import { repositoryRoot } from '../../lib/repository';
import { READERS } from './readers';
import type { Tally } from './run';

/** A recorded run of a reader. */
export interface Recorded extends Tally {
  seed: number;
  node: string;
  /** ISO 8601. */
  date: string;
}

const file = () => join(repositoryRoot(), 'results', 'reliability', 'readers.json');
const page = () => join(repositoryRoot(), 'docs', 'reliability.md');

/** Returns the last recorded run of each reader. */
export function recordedTallies(): Recorded[] {
  return (JSON.parse(readFileSync(file(), 'utf8')) as { readers: Recorded[] }).readers;
}

/** Saves the counts of a reader, and writes the table. */
export async function saveTally(tally: Tally, seed: number): Promise<void> {
  const now = new Map(recordedTallies().map((one) => [one.reader, one]));
  const date = new Date().toISOString().slice(0, 10);
  now.set(tally.reader, { ...tally, seed, node: process.versions.node, date });
  // In the order of the readers, and without those that are gone.
  const readers = READERS.flatMap(({ name }) => now.get(name) ?? []);
  await replaceFile(file(), `${JSON.stringify({ readers }, null, 2)}\n`);
  writeFileSync(page(), withReaderTable(readFileSync(page(), 'utf8'), readers));
}

/** Returns the page with the table of recorded runs. */
export function withReaderTable(text: string, readers: readonly Recorded[]): string {
  const all = (key: 'seed' | 'node' | 'date') => [...new Set(readers.map((one) => one[key]))].join(', ');
  return withSections(text, 'readers', () =>
    [`Seed ${all('seed')}, Node ${all('node')}, ${all('date')}.`, '', reliabilityTable(readers)].join('\n'),
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
    ...['error of others', 'silently wrong', 'hang or crash', 'slowest 8, CPU ms', 'memory, MB'],
  ];
  return markdownTable([head, ...rows]);
}
