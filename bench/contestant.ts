import { createInterface } from 'node:readline';
import type { Answer } from './answers';
import { MARK, type Reply, type Request } from './contestant-process';

/** Says what came out of a run, where that is worth comparing. */
export type Outcome = (() => Answer) | undefined;

/** What a contestant is ready to do. */
export interface Prepared {
  /** What came out of a first try, if there was one, to be compared before anybody is timed. */
  answer?: Answer;
  /** Does the work once, and returns how to find out what came out, which is not timed. */
  run(): Promise<Outcome> | Outcome;
  /** How many pieces of work one run is: what is reported is the time of one. Default 1. */
  pieces?: number;
  note?: string;
  /** Frees what this case holds. */
  dispose?(): void;
}

/**
 * Takes part in a contest: replies to what comes on stdin until it ends.
 *
 * @param versions what this contestant runs on
 * @param prepare gets ready for a case
 */
export async function contend<C>(
  versions: Record<string, string>,
  prepare: (contested: C) => Promise<Prepared>,
): Promise<void> {
  let prepared: Prepared | undefined;
  send({ versions });
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    try {
      if (request.ask === 'peak') send({ peakBytes: process.resourceUsage().maxRSS * 1024 });
      if (request.ask === 'run') send(await timed(prepared!));
      if (request.ask !== 'case') continue;
      prepared?.dispose?.();
      prepared = await prepare(request.case as C);
      send({ answer: prepared.answer, note: prepared.note });
    } catch (error) {
      send({ error: (error as Error).stack ?? String(error) });
    }
  }
}

async function timed({ run, pieces = 1 }: Prepared): Promise<Reply> {
  const started = performance.now();
  const outcome = await run();
  const ms = (performance.now() - started) / pieces;
  return { ms, answer: outcome?.() };
}

function send(reply: Reply): void {
  process.stdout.write(`${MARK}${JSON.stringify(reply)}\n`);
}
