/**
 * A contest between contestants: each does the same work, one at a time, while all others are
 * idle. Nothing is timed before all results agree.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, disagreements, type Tolerances } from './answers';
import { ContestantProcess, type Reply } from './contestant-process';
import type { Case, Entry } from './suite';

/** The result of one entry in a case. */
export interface Outcome {
  name: string;
  variant?: string;
  /** Milliseconds of each run. */
  times: number[];
  answer?: Answer;
  note?: string;
  /** Peak memory of a process that was started only for this case. */
  peakBytes?: number;
  /** Why it failed. It is not timed afterwards. */
  failed?: string;
}

/** The results of all entries in a case. */
export interface CaseResult {
  case: Case;
  outcomes: Outcome[];
  /** A line for each difference between the answers. If there are any, the times do not count. */
  disagreements: string[];
}

/** The result of a contest. */
export interface ContestResult {
  cases: CaseResult[];
  /** The versions of all programs and libraries. */
  versions: Record<string, string>;
  /** Peak memory of each entry over all cases. */
  peaks: { name: string; variant?: string; bytes: number }[];
}

interface ContestOptions {
  /** How often each case is timed. */
  rounds: number;
  /** Called with the name of the next case. */
  say?: (what: string) => void;
  /** Seconds that a contestant may take for one request. Default: 1800. */
  timeLimit?: number;
}

/** Milliseconds before each run: the threads of the contestant before may spin for a while. */
const PAUSE = 50;

/** Runs all entries on all cases. The answers are compared with those of the first entry. */
export async function contest(
  cases: readonly Case[],
  entries: readonly Entry[],
  { rounds, say, timeLimit = 1800 }: ContestOptions,
): Promise<ContestResult> {
  const processes = new Processes(timeLimit);
  const results: CaseResult[] = [];
  try {
    for (const benchCase of cases) {
      say?.(benchCase.name);
      const entrants = entries.filter(({ enters }) => enters?.(benchCase) ?? true);
      results.push(await contestCase(processes, benchCase, entrants, rounds));
    }
    return { cases: results, versions: processes.versions, peaks: await processes.peaks() };
  } finally {
    processes.stop();
  }
}

async function contestCase(
  processes: Processes,
  benchCase: Case,
  entrants: Entry[],
  rounds: number,
): Promise<CaseResult> {
  const runners = entrants.map((entry) => ({ entry, outcome: emptyOutcome(entry) }));
  const outcomes = runners.map(({ outcome }) => outcome);
  const result = () => ({
    case: benchCase,
    outcomes,
    disagreements: compare(outcomes, benchCase.tolerances),
  });
  if (!benchCase.fresh) {
    for (const { entry, outcome } of runners)
      await attempt(outcome, () => processes.ask(entry, { ask: 'case', case: benchCase }));
    if (result().disagreements.length > 0) return result();
  }
  for (let round = 0; round < rounds; round++) {
    for (const { entry, outcome } of rotated(runners, round)) {
      if (outcome.failed || round >= (entry.rounds ?? rounds)) continue;
      await wait(PAUSE);
      await attempt(outcome, () =>
        benchCase.fresh ? processes.startAndAnswer(entry, benchCase) : processes.ask(entry, { ask: 'run' }),
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

/** Returns a line for each difference from the first answer. Entries that failed are left out. */
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

/**
 * The processes of the contestants. Each starts on its first request, and again after it has
 * ended.
 */
class Processes {
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

  /** Starts a new process and returns its answer, the time since its start and its peak memory. */
  async startAndAnswer(entry: Entry, benchCase: Case): Promise<Reply> {
    const started = performance.now();
    const process = new ContestantProcess(entry);
    try {
      await process.reply(this.timeLimit);
      const reply = await process.ask({ ask: 'case', case: benchCase }, this.timeLimit);
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
