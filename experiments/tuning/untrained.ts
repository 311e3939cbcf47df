/** Trials of a search that have no result. */
import type { Job } from '../../lib/tuning/halving';

/** A part of a trial that could not be trained, and why. */
export interface Untrained {
  job: Job;
  why: string;
}

/** Trials that a message names. */
const NAMED = 20;

/**
 * Checks that all trials could be trained.
 *
 * @param trains whether this process trains. False: only results were looked for
 * @throws if one could not, with the numbers and reasons
 */
export function requireTrained(untrained: readonly Untrained[], folder: string, trains: boolean): void {
  if (untrained.length === 0) return;
  const shown = untrained.slice(0, NAMED);
  const more = untrained.length > NAMED ? [`and ${untrained.length - NAMED} more`] : [];
  const what = untrained.length === 1 ? '1 trial has' : `${untrained.length} trials have`;
  const asFailed = 'with --error_score nan, such trials count as failed';
  if (!trains) {
    const names = [...shown.map(({ job }) => `trial ${job.trial}`), ...more].join(', ');
    throw new Error(`${what} no result in ${folder}: ${names}. Run their shards again; or, ${asFailed}`);
  }
  const lines = [...shown.map(({ job, why }) => `trial ${job.trial}: ${why}`), ...more];
  const advice = `The same command tries again, also on a machine with more memory; or, ${asFailed}`;
  throw new Error([`${what} no result:`, ...lines.map((line) => `  ${line}`), advice].join('\n'));
}
