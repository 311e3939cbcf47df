/**
 * A contest: everybody does the same work, in turn, one at a time, while all others are idle. Nobody is timed before
 * all have come to the same answer.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, disagreements, type Tolerances } from './answers';
import { ContestantProcess, type Reply } from './contestant-process';
import type { Case, Entry } from './suite';

/** What one entry made of a case. */
export interface Outcome {
  name: string;
  variant?: string;
  /** Milliseconds of each run. */
  times: number[];
  answer?: Answer;
  note?: string;
  /** Most memory of a process that was started for this case alone. */
  peakBytes?: number;
  /** Why it has no times, or no more of them. */
  failed?: string;
}

export interface CaseResult {
  case: Case;
  outcomes: Outcome[];
  /** How answers differ, a line each: then nobody was timed, or no time counts. */
  disagreements: string[];
}

export interface ContestResult {
  cases: CaseResult[];
  versions: Record<string, string>;
  /** Most memory that each entry ever held, over all cases. */
  peaks: { name: string; variant?: string; bytes: number }[];
}

interface ContestOptions {
  rounds: number;
  /** Is told what happens next. */
  say?: (what: string) => void;
  /** Seconds that a contestant may take for one thing. */
  timeLimit?: number;
}

/** Idle milliseconds before each run: the threads of the one before spin for a while. */
const PAUSE = 50;

/** Has all entries do all cases. The first entry's answers are what the others' are compared with. */
export async function contest(
  cases: readonly Case[],
  entries: readonly Entry[],
  { rounds, say, timeLimit = 1800 }: ContestOptions,
): Promise<ContestResult> {
  const field = new Field(timeLimit);
  const results: CaseResult[] = [];
  try {
    for (const contested of cases) {
      say?.(contested.name);
      const entrants = entries.filter(({ enters }) => enters?.(contested) ?? true);
      results.push(await contestCase(field, contested, entrants, rounds));
    }
    return { cases: results, versions: field.versions, peaks: await field.peaks() };
  } finally {
    field.stop();
  }
}

async function contestCase(
  field: Field,
  contested: Case,
  entrants: Entry[],
  rounds: number,
): Promise<CaseResult> {
  const runners = entrants.map((entry) => ({ entry, outcome: emptyOutcome(entry) }));
  const outcomes = runners.map(({ outcome }) => outcome);
  const result = () => ({
    case: contested,
    outcomes,
    disagreements: compare(outcomes, contested.tolerances),
  });
  if (!contested.fresh) {
    for (const { entry, outcome } of runners)
      await attempt(outcome, () => field.ask(entry, { ask: 'case', case: contested }));
    if (result().disagreements.length > 0) return result();
  }
  for (let round = 0; round < rounds; round++) {
    for (const { entry, outcome } of rotated(runners, round)) {
      if (outcome.failed || round >= (entry.rounds ?? rounds)) continue;
      await wait(PAUSE);
      await attempt(outcome, () =>
        contested.fresh ? field.startAndAnswer(entry, contested) : field.ask(entry, { ask: 'run' }),
      );
    }
    if (result().disagreements.length > 0) return result();
  }
  return result();
}

function emptyOutcome({ name, variant }: Entry): Outcome {
  return { name, ...(variant && { variant }), times: [] };
}

async function attempt(outcome: Outcome, run: () => Promise<Reply>): Promise<void> {
  try {
    const { ms, answer, note, peakBytes } = await run();
    if (ms !== undefined) outcome.times.push(ms);
    if (answer) outcome.answer = answer;
    if (note) outcome.note = note;
    if (peakBytes) outcome.peakBytes = Math.max(peakBytes, outcome.peakBytes ?? 0);
  } catch (error) {
    outcome.failed = (error as Error).message;
  }
}

/** Returns how others' answers differ from the first one's. Who failed has none. */
function compare(outcomes: readonly Outcome[], tolerances: Tolerances): string[] {
  const [first, ...others] = outcomes.filter(({ answer, failed }) => answer && !failed);
  return others.flatMap((other) =>
    disagreements(first!.answer!, other.answer!, tolerances).map(
      (line) => `${title(first!)} and ${title(other)}: ${line}`,
    ),
  );
}

function title({ name, variant }: Pick<Entry, 'name' | 'variant'>): string {
  return variant ? `${name} (${variant})` : name;
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = by % Math.max(1, items.length);
  return [...items.slice(at), ...items.slice(0, at)];
}

/** The processes of the contestants: started when first asked, and again when one has ended. */
class Field {
  readonly versions: Record<string, string> = {};
  readonly #processes = new Map<Entry, ContestantProcess>();

  constructor(private readonly timeLimit: number) {}

  async ask(entry: Entry, request: Parameters<ContestantProcess['ask']>[0]): Promise<Reply> {
    let process = this.#processes.get(entry);
    if (!process?.alive) {
      process = new ContestantProcess(entry);
      this.#processes.set(entry, process);
      Object.assign(this.versions, (await process.reply(this.timeLimit)).versions);
    }
    return process.ask(request, this.timeLimit);
  }

  /** Starts another process and returns its answer, with the time since its start and its memory. */
  async startAndAnswer(entry: Entry, contested: Case): Promise<Reply> {
    const started = performance.now();
    const process = new ContestantProcess(entry);
    try {
      await process.reply(this.timeLimit);
      const reply = await process.ask({ ask: 'case', case: contested }, this.timeLimit);
      const ms = performance.now() - started;
      return { ...reply, ...(await process.ask({ ask: 'peak' }, this.timeLimit)), ms };
    } finally {
      process.stop();
    }
  }

  async peaks(): Promise<ContestResult['peaks']> {
    const peaks: ContestResult['peaks'] = [];
    for (const [{ name, variant }, process] of this.#processes) {
      if (!process.alive) continue;
      const { peakBytes } = await process.ask({ ask: 'peak' }, this.timeLimit);
      if (peakBytes) peaks.push({ name, ...(variant && { variant }), bytes: peakBytes });
    }
    return peaks;
  }

  stop(): void {
    for (const process of this.#processes.values()) process.stop();
  }
}
