import { createInterface } from 'node:readline';
import type { Answer } from './answers';
import { MARKER, type Reply, type Request } from './contestant-process';

/** Returns the answer of a run; undefined if it has none to compare. */
export type Outcome = (() => Answer) | undefined;

/** A case that a contestant has prepared. */
export interface Prepared {
  /** The answer of a first run, if there was one. It is compared before anything is timed. */
  answer?: Answer;
  /** Does the work once. Returns a function that computes the answer, which is not timed. */
  run(): Promise<Outcome> | Outcome;
  /**
   * The number of pieces of work in one run. The reported time is that of one piece. Default: 1.
   */
  pieces?: number;
  /** Returns the milliseconds that the last run has measured itself, instead of its time. */
  measured?(): number;
  /** A remark on the time. */
  note?: string;
  /** Frees the memory of this case. */
  dispose?(): void | Promise<void>;
}

/**
 * Runs a contestant: replies to the requests on stdin until it ends.
 *
 * @param versions the versions of its libraries
 * @param prepare prepares a case
 * @param peakBytes returns the peak memory of the work, undefined where it is not known. Default:
 *   that of this process
 */
export async function contend<C>(
  versions: Record<string, string>,
  prepare: (benchCase: C) => Promise<Prepared>,
  peakBytes: () => number | undefined = () => process.resourceUsage().maxRSS * 1024,
): Promise<void> {
  let prepared: Prepared | undefined;
  send({ versions });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    try {
      if (request.ask === 'peak') send({ peakBytes: peakBytes() });
      if (request.ask === 'run') send(await timed(prepared!));
      if (request.ask !== 'case') continue;
      await prepared?.dispose?.();
      prepared = await prepare(request.case as C);
      send({ answer: prepared.answer, note: prepared.note });
    } catch (error) {
      send({ error: (error as Error).stack ?? String(error) });
    }
  }
}

async function timed({ run, pieces = 1, measured }: Prepared): Promise<Reply> {
  const started = performance.now();
  const outcome = await run();
  const ms = measured?.() ?? (performance.now() - started) / pieces;
  return { ms, answer: outcome?.() };
}

function send(reply: Reply): void {
  process.stdout.write(`${MARKER}${JSON.stringify(reply)}\n`);
}
