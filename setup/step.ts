import { duration } from '../lib/progress';

/** One thing that the set-up provides. */
export interface Step {
  /** As it stands at the beginning of the step's lines: `JupyterLab`. */
  name: string;
  /** Returns what is missing, with what fetching it costs, or undefined when nothing is. Quick: runs at every start. */
  missing(): Missing | undefined;
  /**
   * Provides it. Safe to be killed at any point and to be run again.
   *
   * @returns a line for people on what was done
   * @throws with what to do about it
   */
  provide(): Promise<string>;
}

interface Missing {
  /** Megabytes to download, as known beforehand; 0 where a cache holds them. */
  megabytes: number;
  /** Seconds on a fast line and two cores. */
  seconds: number;
}

/**
 * Runs the steps that have something to do, in order, after one line that says what they will cost. Prints
 * nothing when there is nothing to do.
 */
export async function runSteps(steps: Step[], say = console.error): Promise<void> {
  const due = steps.flatMap((step) => {
    const missing = step.missing();
    return missing ? [{ step, missing }] : [];
  });
  if (due.length === 0) return;
  const sum = (key: keyof Missing) => due.reduce((total, { missing }) => total + missing[key], 0);
  const names = due.map(({ step }) => step.name).join(', ');
  say(`To set up: ${names} (${sum('megabytes')} MB to download, about ${duration(sum('seconds'))})`);
  for (const { step } of due) {
    const started = Date.now();
    const done = await step.provide();
    say(`${step.name}: ${done} (${duration((Date.now() - started) / 1000)})`);
  }
}
