import { loadavg, release, totalmem, type } from 'node:os';
import { processor } from '../lib/machine';

/** Where and when a suite was run. */
export interface Environment {
  /** UTC, `2026-01-02 03:04`. */
  date: string;
  processor: string;
  cores: number;
  memoryGiB: number;
  system: string;
  /** The load average of the minute before. */
  load: number;
  /** The versions of all programs and libraries. */
  versions: Record<string, string>;
}

/** Returns the environment. Call it before the run, so that the load is that of other programs. */
export function environment(): Environment {
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    ...processor(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${process.arch}`,
    load: Number(loadavg()[0]!.toFixed(2)),
    versions: { Node: process.versions.node },
  };
}
