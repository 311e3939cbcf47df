/** Which process a file belongs to while it is written: its name says so. */
import { hostname } from 'node:os';

/** A process that wrote nothing for so long is taken for dead where it cannot be asked. */
const ABANDONED = 60 * 60 * 1000; // ms

/** Returns what marks a name as this process' own; `isAbandoned` reads it. */
export function owner(): string {
  return `${hostname().replace(/[^A-Za-z0-9]/g, '_')}-${process.pid}`;
}

/**
 * Returns whether the process in `name`, which holds an `owner()`, is gone, or was idle since
 * `lastWrite` for long.
 */
export function isAbandoned(name: string, lastWrite: number): boolean {
  const [, host, pid] = /([A-Za-z0-9_]+)-(\d+)-[0-9a-f]+(?:\.tmp)?$/.exec(name) ?? [];
  if (`${host}-${process.pid}` === owner() && pid) return !isAlive(Number(pid));
  return Date.now() - lastWrite > ABANDONED;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 asks, and does nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
