import { codeDigest } from '../experiments/runs/code-digest';
import { showProgress } from '../lib/progress';
import type { FailedUnit } from '../lib/queue/on-this-machine';
import { doOnQueue } from '../lib/queue/submit';
import type { NamedUnit } from '../lib/units';
import { complain, count } from './say';
import { withOwnSignal } from './stop-signal';
import { warnOfPassword } from './units-options';

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
  /** Stops the waiting. Default: signals to this process do, which must compute nothing. */
  signal?: AbortSignal;
}

/**
 * Lets the workers of a queue do units, and waits. Ctrl-C and SIGTERM end only this process.
 *
 * @throws if units were set aside, with their names and errors; if the server cannot be reached
 */
export async function byQueue(units: readonly NamedUnit[], work: QueueWork): Promise<void> {
  warnOfPassword(work.url);
  process.title = 'sentiment-lab'; // hides the command line from now on
  const { sizeOf = () => 1, nameOf, title, unit: what, signal, ...run } = work;
  const progress = showProgress(title, what);
  const total = units.reduce((sum, unit) => sum + sizeOf(unit), 0);
  const code = await codeDigest();
  let done = 0;
  const wait = (stop: AbortSignal) =>
    doOnQueue(units, {
      ...{ ...run, code, signal: stop, say: complain },
      onDone(unit) {
        done += sizeOf(unit);
        progress(Math.min(done, total - 1), total);
      },
    });
  const failed = await withOwnSignal(
    signal,
    wait,
    '\nStopped waiting. The workers go on. The same command waits again, and writes the output.',
  );
  if (failed.length > 0) throw new Error(setAside(failed, nameOf));
  progress(total, total);
}

/** How many failed units a message names. */
const NAMED = 20;

function setAside(failed: readonly FailedUnit[], nameOf: (unit: NamedUnit) => string): string {
  const lines = failed.slice(0, NAMED).map(({ unit, error }) => `  ${nameOf(unit)}: ${error}`);
  const more = failed.length > NAMED ? [`  and ${count(failed.length - NAMED)} more`] : [];
  return [
    `${count(failed.length)} ${failed.length === 1 ? 'unit was' : 'units were'} set aside after several errors. The same command tries ${failed.length === 1 ? 'it' : 'them'} again:`,
    ...lines,
    ...more,
  ].join('\n');
}
