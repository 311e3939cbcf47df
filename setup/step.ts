import { duration } from '../lib/progress';

/** One step of the setup. */
export interface Step {
  /** The name in messages: `JupyterLab`. */
  name: string;
  /**
   * Returns the cost of what is missing; undefined if nothing is. It must be quick, because each
   * start calls it.
   */
  missing(): Missing | undefined;
  /**
   * Installs it. If it is killed, it can be run again.
   *
   * @returns a message about what was done
   * @throws with a message about how to fix it
   */
  provide(): Promise<string>;
}

/** The cost of a step. */
interface Missing {
  /** Megabytes to download; 0 if they are cached. */
  megabytes: number;
  /** Seconds with a fast connection and two cores. */
  seconds: number;
}

/**
 * Runs the steps that have something to do, in order. First it prints what they cost. It prints
 * nothing if there is nothing to do.
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
