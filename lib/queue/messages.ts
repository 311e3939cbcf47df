/** The messages between a process and the child processes that do its units. */
import { hash } from 'node:crypto';
import type { NamedUnit } from '../units';

/** A unit to do. */
export interface UnitTask {
  unit: NamedUnit;
  /** The folder of the units, which all machines share, or `s3://bucket/prefix`. */
  folder: string;
  /** Where the inputs are: paths by name. */
  places?: Readonly<Record<string, string>>;
  /** The version of the code that listed the unit. Another one must not do it. Default: any may. */
  code?: string;
}

/** What a child is sent: a unit, or that it should stop the one that it does. */
export type Request = { kind: 'unit'; task: UnitTask } | { kind: 'stop' };

/** How a unit ended that was not done. */
export interface NotDone {
  message: string;
  /**
   * `unit`: it fails here and elsewhere. `machine`: something is wrong with this machine, such as a
   * full disk. `locked`: another process works on it. `stopped`: it was asked to stop.
   */
  because: 'unit' | 'machine' | 'locked' | 'stopped';
}

/** What a child sends. */
export type Reply =
  | { kind: 'progress'; done: number; total: number; note?: string }
  | { kind: 'done'; outcome: 'done' | 'there' }
  | ({ kind: 'not done' } & NotDone);

/**
 * Returns the id of a job: the digest of its unit, and a part of that of the folder, since two
 * commands may want the same unit in two folders.
 */
export function jobId({ unit, folder }: Pick<UnitTask, 'unit' | 'folder'>): string {
  return `${unit.digest}-${hash('sha256', folder).slice(0, 8)}`;
}
