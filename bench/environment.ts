import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** Where and when something was measured. */
export interface Environment {
  date: string;
  processor: string;
  cores: number;
  memoryGiB: number;
  system: string;
  /** How busy the machine was before: the mean number of running processes over a minute. */
  load: number;
  /** Of all that took part. */
  versions: Record<string, string>;
}

/** Returns what the figures of a run depend on; taken before it, when the load is that of others. */
export function environment(): Environment {
  return {
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${process.arch}`,
    load: Number(loadavg()[0]!.toFixed(2)),
    versions: { Node: process.versions.node },
  };
}
