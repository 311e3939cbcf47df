/** The messages between a process and the child processes that do its units. */
import { hash } from 'node:crypto';
import type { NamedUnit, Outcome } from '../units';

/** A unit to do. */
export interface UnitTask {
  unit: NamedUnit;
  /** The folder of the units, which all machines share, or `s3://bucket/prefix`. */
  folder: string;
  /** Where the inputs are: paths by name. */
  places?: Readonly<Record<string, string>>;
  /**
   * The version of the code that the work was planned with. A machine with another one does not do
   * it. Default: any version may.
   */
  code?: string;
}

/**
 * Returns the id of a unit's job. The same unit may be asked for in two folders, as two jobs: a
 * result is delivered into one folder.
 */
export function jobIdOf({ unit, folder }: UnitTask): string {
  return `${unit.digest}-${idOf(folder)}`;
}

/** Returns whether a job, of which this is the id, delivers its result into a folder. */
export function isJobOf(id: string, folder: string): boolean {
  return id.endsWith(`-${idOf(folder)}`);
}

function idOf(folder: string): string {
  return hash('sha256', folder).slice(0, 16);
}

/** What a job says of itself while it waits to be tried again. */
export interface JobProgress {
  /** Why a worker could not do it. */
  problem?: string;
  /** What of the problem is said once. Default: all of it. */
  key?: string;
  /** How many times it needed more memory than a worker had. Default: 0. */
  tooLarge?: number;
  /** Since when each worker that took it has found no folder for its result: milliseconds. */
  noFolderSince?: number;
}

/** What a child is sent: a unit, or that it should stop the one that it does. */
export type Request = { kind: 'unit'; task: UnitTask } | { kind: 'stop' };

/** How a unit ended that was not done. */
export interface NotDone {
  message: string;
  /**
   * `unit`: it fails here and elsewhere. `machine`: something is wrong with this machine, such as a
   * full disk or another model. `memory`: it needs more memory than there is here. `locked`:
   * another process works on it. `stopped`: it was asked to stop.
   */
  because: 'unit' | 'machine' | 'memory' | 'locked' | 'stopped';
}

/** What a child sends. */
export type Reply = { kind: 'done'; outcome: Outcome } | ({ kind: 'not done' } & NotDone);
