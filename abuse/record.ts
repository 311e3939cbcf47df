import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../lib/files/replace-file';
import { markdownTable } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';
import { longTable } from './long-record';

/** What happened in a scenario, by outcome. An outcome that should not be begins with `FAULT`. */
export interface Outcomes {
  what: string;
  times: number;
  outcomes: Record<string, number>;
  /** The CPU seconds of all times together, where they were measured. */
  cpuSeconds?: number;
}

/** A scenario that was run. */
interface RecordedRun extends Outcomes {
  /** The days, the first and the last: `2026-01-31`. Default: that of the record. */
  days?: [string, string];
  /** The seeds. Default: that of the record. */
  seeds?: number[];
}

/** The content of the record. */
interface AbuseRecord {
  /** The day: `2026-01-31`. */
  when: string;
  seed: number;
  runs: RecordedRun[];
}

/** The records of the last runs: of training, of a queue, and of a queue with pretended work. */
export const RECORDS = {
  environment: join('results', 'reliability', 'environment.json'),
  queue: join('results', 'reliability', 'queue.json'),
  simulation: join('results', 'reliability', 'simulation.json'),
} as const;

/** The name of a record. */
type RecordName = keyof typeof RECORDS;

/** Removes all that is recorded under a name. */
export function clearRecord(name: RecordName, seed: number): Promise<void> {
  return writeRecord(name, { when: today(), seed, runs: [] });
}

async function writeRecord(name: RecordName, record: AbuseRecord): Promise<void> {
  await replaceFile(join(repositoryRoot(), RECORDS[name]), `${JSON.stringify(record, null, 2)}\n`);
}

/**
 * Returns a function that records what has happened so far in a scenario. Call it often: what was
 * recorded is not lost. Other scenarios stay as they are.
 *
 * @param adds whether to add to what is recorded of the scenario. Default: it is replaced
 */
export function recorder(name: RecordName, seed: number, { adds = false } = {}) {
  const before = adds ? readRecord(name) : undefined;
  const earlier = new Map(before?.runs.map((run) => [run.what, withDefaults(run, before)]));
  return async (outcomes: Outcomes): Promise<void> => {
    const record = readRecord(name) ?? { when: today(), seed, runs: [] };
    const run = sumOf(earlier.get(outcomes.what), { ...outcomes, days: [today(), today()], seeds: [seed] });
    const at = record.runs.findIndex(({ what }) => what === outcomes.what);
    record.runs.splice(at < 0 ? record.runs.length : at, at < 0 ? 0 : 1, run);
    await writeRecord(name, record);
  };
}

type DatedRun = Required<Pick<RecordedRun, 'days' | 'seeds'>> & RecordedRun;

function withDefaults(run: RecordedRun, { when, seed }: AbuseRecord): DatedRun {
  return { ...run, days: run.days ?? [when, when], seeds: run.seeds ?? [seed] };
}

function sumOf(earlier: DatedRun | undefined, run: DatedRun): DatedRun {
  if (!earlier) return run;
  const outcomes = { ...earlier.outcomes };
  for (const [outcome, count] of Object.entries(run.outcomes))
    outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
  const cpuSeconds = (earlier.cpuSeconds ?? 0) + (run.cpuSeconds ?? 0);
  return {
    what: run.what,
    times: earlier.times + run.times,
    outcomes,
    ...(cpuSeconds > 0 && { cpuSeconds }),
    days: [earlier.days[0], run.days[1]],
    seeds: [...new Set([...earlier.seeds, ...run.seeds])],
  };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function readRecord(name: RecordName): AbuseRecord | undefined {
  const file = join(repositoryRoot(), RECORDS[name]);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Returns the table of a record. @param name that of a record, or `long` */
export function outcomesTable(name: string): string | undefined {
  if (name === 'long') return longTable();
  if (!Object.hasOwn(RECORDS, name)) return undefined;
  const record = readRecord(name as RecordName);
  if (!record) return 'There is no record yet.';
  const runs = record.runs.map((run) => withDefaults(run, record));
  const isMeasured = runs.some(({ cpuSeconds }) => cpuSeconds);
  const rows = runs.flatMap(({ what, times, outcomes, cpuSeconds }) =>
    Object.entries(outcomes).map(([outcome, count], n) => [
      n === 0 ? what : '',
      n === 0 ? times.toLocaleString('en-US') : '',
      `${count.toLocaleString('en-US')} x ${outcome}`,
      ...(isMeasured ? [n === 0 && cpuSeconds ? (cpuSeconds / times).toFixed(1) : ''] : []),
    ]),
  );
  const head = ['what', 'times', 'outcome', ...(isMeasured ? ['CPU seconds each'] : [])];
  const days = runs.flatMap(({ days }) => days).sort();
  const seeds = [...new Set(runs.flatMap(({ seeds }) => seeds))].sort((a, b) => a - b);
  const period = days[0] === days.at(-1) ? `on ${days[0]}` : `from ${days[0]} to ${days.at(-1)}`;
  const seedsText = seeds.length === 1 ? `the seed ${seeds[0]}` : `the seeds ${seeds.join(', ')}`;
  return `${markdownTable([head, ...rows])}\n\nRun ${period} with ${seedsText}.`;
}
