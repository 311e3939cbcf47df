import { showProgress } from '../lib/progress';
import type { FailedUnit } from '../lib/queue/on-this-machine';
import { doOnQueue } from '../lib/queue/submit';
import type { NamedUnit } from '../lib/units';
import { complain, count } from './say';
import { STOPPED } from './stop-signal';

/** Units for a queue, and how a command shows them. */
export interface QueueWork {
  url: string;
  queue?: string;
  folder: string;
  places?: Readonly<Record<string, string>>;
  /** The title and the unit of the progress: `Scoring`, `rows`. */
  title: string;
  unit: string;
  /** Returns how much of that a unit is. Default: 1. */
  sizeOf?: (unit: NamedUnit) => number;
  /** Returns a unit's name for messages. */
  nameOf: (unit: NamedUnit) => string;
}

/**
 * Lets the workers of a queue do units, and waits. Ctrl-C ends only this process.
 *
 * @throws if units were set aside, with their names and errors; if the server cannot be reached
 */
export async function byQueue(units: readonly NamedUnit[], work: QueueWork): Promise<void> {
  process.title = 'sentiment-lab'; // hides the command line, which may have a password
  const { sizeOf = () => 1, nameOf, title, unit: what, ...run } = work;
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupt);
  const progress = showProgress(title, what);
  const total = units.reduce((sum, unit) => sum + sizeOf(unit), 0);
  let done = 0;
  try {
    const failed = await doOnQueue(units, {
      ...run,
      signal: stop.signal,
      say: complain,
      onDone(unit) {
        done += sizeOf(unit);
        progress(Math.min(done, total - 1), total);
      },
    });
    progress(total, total);
    if (failed.length > 0) throw new Error(setAside(failed, nameOf));
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    complain('\nStopped waiting. The workers go on. The same command waits again, and writes the output.');
    process.exit(STOPPED);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupt);
  }
}

/** How many failed units a message names. */
const NAMED = 20;

function setAside(failed: readonly FailedUnit[], nameOf: (unit: NamedUnit) => string): string {
  const lines = failed.slice(0, NAMED).map(({ unit, error }) => `  ${nameOf(unit)}: ${error}`);
  const more = failed.length > NAMED ? [`  and ${count(failed.length - NAMED)} more`] : [];
  return [
    `${count(failed.length)} units failed three times and were set aside. The same command tries them again:`,
    ...lines,
    ...more,
  ].join('\n');
}
