/** Names of temporary files and folders that say which process writes to them. */
import { hash } from 'node:crypto';
import { hostname } from 'node:os';

/**
 * A process on another machine counts as dead when it has written nothing for this long, in
 * milliseconds.
 */
export const ABANDONED = 60 * 60 * 1000;

/** Returns the part of a name that stands for this process: the host name and the process id. */
export function owner(): string {
  return `${host()}-${process.pid}`;
}

/** Returns the name of this machine, and of a long one a part and its digest. */
function host(): string {
  const name = hostname().replace(/[^A-Za-z0-9]/g, '_');
  return name.length <= 24 ? name : `${name.slice(0, 15)}_${hash('sha256', name).slice(0, 8)}`;
}

/**
 * Returns whether the process whose `owner()` is in `name` no longer runs. For a process on
 * another machine, returns whether it has written nothing for long. A time that is as far in the
 * future says nothing.
 *
 * @param name a name that ends in the owner, a random part in hex, and optionally `.tmp`
 * @param lastWrite the time of the last write, in milliseconds since 1970
 * @param silence how long is long, in milliseconds. Default: an hour
 */
export function isAbandoned(name: string, lastWrite: number, silence = ABANDONED): boolean {
  const [, host, pid] = /([A-Za-z0-9_]+)-(\d+)-[0-9a-f]+(?:\.tmp)?$/.exec(name) ?? [];
  if (`${host}-${process.pid}` === owner() && pid) return !isAlive(Number(pid));
  return Math.abs(Date.now() - lastWrite) > silence;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0); // signal 0 only tests whether the process exists
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
