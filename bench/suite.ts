import type { Tolerances } from './answers';

/** A piece of work for all contestants. Further fields are its parameters. */
export interface Case {
  name: string;
  /** The tolerances for the comparison of answers. */
  tolerances: Tolerances;
  /** Every run is a new process, timed from its start to its answer. */
  fresh?: boolean;
  /** The unit of pieces per second, such as `reviews`. Default: the report shows milliseconds. */
  perSecond?: string;
  [parameter: string]: unknown;
}

/** A contestant: a program with the protocol of `contestant.ts` and `contestant.py`. */
export interface Entry {
  /** The name in reports. Several entries may have the same name: their best median counts. */
  name: string;
  /** What distinguishes entries with the same name: `2 threads`. */
  variant?: string;
  /** The program and its arguments. */
  command: readonly [string, ...string[]];
  /** Environment variables of the program, beside those that all contestants have. */
  env?: Readonly<Record<string, string>>;
  /** Returns whether it takes part in a case. Default: in all. */
  enters?: (benchCase: Case) => boolean;
  /** In how many rounds it takes part, if it is slow. Default: all. */
  rounds?: number;
}

/** Cases of one kind and their contestants. */
export interface Suite {
  name: string;
  /** The title of the report. */
  title: string;
  /** How often each case is timed. */
  rounds: number;
  /** Whether it uses the fraction. */
  divisible?: boolean;
  /** Writes the input files of the contestants to `scratch` and returns the cases. */
  cases(scratch: string, options: SuiteOptions): Promise<Case[]>;
  /** Returns the contestants. */
  entries(options: SuiteOptions): Entry[];
  /** Returns what contestants take on the disk, with all packages that they need. */
  sizes?(): Promise<{ name: string; bytes: number }[]>;
}

/** Options of a run of a suite. */
export interface SuiteOptions {
  /** Whether the Python libraries take part. */
  peers: boolean;
  /** The fraction of the data, for quick trials: above 0, up to 1. */
  fraction: number;
}
