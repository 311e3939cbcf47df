import type { Tolerances } from './answers';

/** A piece of work that all contestants do. What else a contestant has to know of it are further fields. */
export interface Case {
  name: string;
  /** How far answers may be apart. */
  tolerances: Tolerances;
  /** Every run is a process of its own, timed from its start until it has the answer. */
  fresh?: boolean;
  /** Shown as pieces a second where a run is one of many pieces, else as milliseconds. */
  perSecond?: string;
  [parameter: string]: unknown;
}

/** Who takes part: a program that speaks the contestants' protocol (`contestant.ts`, `contestant.py`). */
export interface Entry {
  /** Who it is for the reader. Several entries may stand for one: their best median counts. */
  name: string;
  /** Which of those it is: `2 threads`. */
  variant?: string;
  /** The program and its arguments. */
  command: readonly [string, ...string[]];
  /** Whether it takes part in a case. Default: in all. */
  enters?: (contested: Case) => boolean;
  /** Takes part in the first rounds only: for those who are slow. */
  rounds?: number;
}

/** Cases of one kind, with all who take part in them. */
export interface Suite {
  name: string;
  /** What is measured, as a heading. */
  title: string;
  rounds: number;
  /** Whether it heeds the fraction. */
  divisible?: boolean;
  /** Writes what contestants read into `scratch` and returns what they have to do. */
  cases(scratch: string, options: SuiteOptions): Promise<Case[]>;
  entries(options: SuiteOptions): Entry[];
}

export interface SuiteOptions {
  /** Whether Python takes part. */
  peers: boolean;
  /** The share of the data that is worked on, for quick trials; 0 to 1. */
  fraction: number;
}
