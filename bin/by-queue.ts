import { showProgress } from '../lib/progress';
import type { FailedUnit } from '../lib/queue/run';
import { doOnQueue } from '../lib/queue/submit';
import type { NamedUnit } from '../lib/units';
import { complain, count } from './say';
import { codeOfUnits } from './unit-code';
import { warnOfPassword } from './units-options';

/** Units for a queue, and how a command shows them. */
export interface QueueWork {
  url: string;
  queue?: string;
  folder: string;
  places?: Readonly<Record<string, string>>;
  /** Ends the waiting. The workers go on. */
  signal: AbortSignal;
  /** The title and the unit of the progress: `Scoring`, `rows`. */
  title: string;
  unit: string;
  /** Returns how much of that a unit is. Default: 1. */
  sizeOf?: (unit: NamedUnit) => number;
  /** Returns a unit's name for messages. */
  nameOf: (unit: NamedUnit) => string;
}

/**
 * Lets the workers of a queue do units, and waits.
 *
 * @throws if units were set aside, with their names and errors; if the server cannot be reached;
 *   the signal's reason
 */
export async function byQueue(units: readonly NamedUnit[], work: QueueWork): Promise<void> {
  const failed = await triedByQueue(units, work);
  if (failed.length > 0) throw new Error(setAside(failed, work.nameOf));
}

/**
 * Lets the workers of a queue do units, and waits.
 *
 * @returns those that were set aside
 * @throws if the server cannot be reached; the signal's reason
 */
export async function triedByQueue(
  units: readonly NamedUnit[],
  work: Omit<QueueWork, 'nameOf'>,
): Promise<FailedUnit[]> {
  warnOfPassword(work.url);
  process.title = 'sentiment-lab'; // hides the command line from now on
  const { sizeOf = () => 1, title, unit: what, ...run } = work;
  const [first] = units;
  const progress = showProgress(title, what);
  const total = units.reduce((sum, unit) => sum + sizeOf(unit), 0);
  let done = 0;
  const failed = await doOnQueue(units, {
    ...run,
    code: first && (await codeOfUnits(first.kind)),
    say: complain,
    onDone(unit) {
      done += sizeOf(unit);
      progress(Math.min(done, total - 1), total);
    },
  });
  if (failed.length === 0) progress(total, total);
  return failed;
}

/** How many failed units a message names. */
const NAMED = 20;

function setAside(failed: readonly FailedUnit[], nameOf: (unit: NamedUnit) => string): string {
  const lines = failed.slice(0, NAMED).map(({ unit, error }) => `  ${nameOf(unit)}: ${error}`);
  const more = failed.length > NAMED ? [`  and ${count(failed.length - NAMED)} more`] : [];
  const what = failed.length === 1 ? 'A unit was' : `${count(failed.length)} units were`;
  return [`${what} set aside. The same command tries again:`, ...lines, ...more].join('\n');
}
