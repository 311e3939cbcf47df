/**
 * Which trial to train next: random search, and asynchronous successive halving (ASHA; Li et al.
 * 2020, "A System for Massively Parallel Hyperparameter Tuning", algorithm 2). In successive
 * halving, all trials train for a few steps. Only the best of them go on.
 */

/** A part of a trial's training: from the end of the rung below to the end of this one. */
export interface Job {
  /** The number of the trial, from 0. */
  trial: number;
  /** The rung, from 0. After the last rung, the trial is trained in full. */
  rung: number;
}

/** What is known of a search, and its rules. */
export interface SearchState {
  /**
   * For each trial, its validation loss after each rung that it has finished. A trial that failed
   * has the loss `Infinity` in its last rung.
   */
  losses: readonly (readonly number[])[];
  /** The number of rungs. With one, it is a random search. */
  rungs: number;
  /** Of the trials in a rung, one in `eta` goes on. It trains for `eta` times as many steps. */
  eta: number;
  /** Whether a job is being worked on now. Default: none is. */
  isStarted?: (job: Job) => boolean;
  /** Whether the caller may do the jobs of a trial. Default: of all trials. */
  isOwn?: (trial: number) => boolean;
}

/**
 * Returns the next job, or undefined if there is none now. A trial is promoted to the next rung
 * when its loss is among the lowest 1/`eta` of those that are known in its rung, the highest rung
 * first. If no trial can be promoted, a new one starts. In the end, if no trial has reached the
 * last rung, the best one goes on.
 *
 * @example
 * ```ts
 * import { nextJob } from 'sentiment-lab/tuning';
 *
 * const rules = { rungs: 2, eta: 2 };
 * nextJob({ losses: [[0.6], [0.4], []], ...rules }); // => { trial: 1, rung: 1 }
 * nextJob({ losses: [[0.6], [0.4, 0.3], []], ...rules }); // => { trial: 2, rung: 0 }
 * nextJob({ losses: [[0.6], [0.4, 0.3], [0.5]], ...rules }); // => undefined
 * ```
 */
export function nextJob(state: SearchState): Job | undefined {
  const { losses, isStarted = () => false, isOwn = () => true } = state;
  const promotions = promotable(state);
  const promoted = promotions.find(({ trial }) => isOwn(trial));
  if (promoted) return promoted;
  const untrained = losses.flatMap((known, trial) => (known.length === 0 ? [{ trial, rung: 0 }] : []));
  const started = untrained.find((job) => isOwn(job.trial) && !isStarted(job));
  if (started) return started;
  // Others have jobs.
  if (promotions.length > 0 || untrained.length > 0) return undefined;
  const last = lastResort(state);
  return last && isOwn(last.trial) ? last : undefined;
}

/** Returns all promotions that are due, those to the highest rung first, and the best first. */
function promotable(state: SearchState): Job[] {
  const { losses, rungs, eta, isStarted = () => false } = state;
  const jobs: Job[] = [];
  for (let rung = rungs - 1; rung > 0; rung--) {
    const below = ranked(losses, rung - 1);
    for (const trial of below.slice(0, Math.floor(below.length / eta))) {
      const job = { trial, rung };
      if (losses[trial]![rung - 1]! < Infinity && losses[trial]!.length === rung && !isStarted(job))
        jobs.push(job);
    }
  }
  return jobs;
}

/** Returns the promotion of the best trial that can go on, if none has finished the last rung. */
function lastResort({ losses, rungs, isStarted = () => false }: SearchState): Job | undefined {
  const isTrained = (trial: number) => losses[trial]!.at(-1)! < Infinity;
  if (ranked(losses, rungs - 1).some(isTrained)) return undefined;
  if (losses.some(({ length }, trial) => isStarted({ trial, rung: length }))) return undefined;
  for (let rung = rungs - 1; rung > 0; rung--) {
    const next = ranked(losses, rung - 1).find((trial) => losses[trial]!.length === rung && isTrained(trial));
    if (next !== undefined) return { trial: next, rung };
  }
  return undefined;
}

/** Returns the trials that have finished a rung, the lowest loss first. */
function ranked(losses: SearchState['losses'], rung: number): number[] {
  return losses
    .flatMap((known, trial) => (known.length > rung ? [trial] : []))
    .sort((a, b) => compare(losses[a]![rung]!, losses[b]![rung]!) || a - b);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1; // Infinity minus itself is no number
}

/**
 * Returns how many training steps a trial has done after each rung: the last one is `steps`, and
 * each one before it is about `eta` times shorter than the next.
 *
 * @param steps the training steps of a trial that is trained in full
 */
export function rungSteps(steps: number, { rungs, eta }: Pick<SearchState, 'rungs' | 'eta'>): number[] {
  const first = Math.max(1, Math.floor(steps / eta ** (rungs - 1)));
  const ends = Array.from({ length: rungs - 1 }, (_, rung) => first * eta ** rung);
  return [...ends.map((end) => Math.min(end, steps)), steps];
}
