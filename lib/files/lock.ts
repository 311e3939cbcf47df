import { randomBytes } from 'node:crypto';
import {
  linkSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { diskError } from './disk-error';
import { makeFolder } from './make-folder';
import { ABANDONED, isAbandoned, owner } from './owner';

/** A lock that this process holds. */
export interface Lock {
  /** Says that this process still works. Call it at least once in an hour, without a lease. */
  refresh(): void;
  release(): void;
}

/** Another process holds a lock. */
export class LockedError extends Error {
  override name = 'LockedError';
}

/**
 * Takes a lock: makes a file that only one process can make. It names its process, so that the
 * lock of a process that has died is taken over. If that process ran on another machine, it counts
 * as dead when it has not refreshed its lock for an hour, or for its lease. Clocks of machines must
 * agree much better than that.
 *
 * @param what is locked, for the message: `the run checkpoints/1481294288`
 * @param lease milliseconds without a sign of life after which this process counts as dead. It then
 *   gives one ten times as often, as long as it lets timers run. Default: an hour, and no timer
 * @throws LockedError when another process holds it; DiskError when the file cannot be written; if
 *   something else than a file has its name, or it may not be read
 */
export function takeLock(file: string, what: string, lease?: number): Lock {
  makeFolder(dirname(file));
  const content = `${ownerSince()}${lease === undefined ? '' : ` ${lease}`}\n`;
  for (;;) {
    if (created(file, content)) break;
    const holder = readHeld(file, what);
    if (holder === undefined) continue; // it was released meanwhile
    if (isHeld(file, holder)) throw new LockedError(lockedMessage(what, holder, file));
    remove(file, holder);
  }
  const refresh = () => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // Somebody has removed it, or the disk is away for a while: the work goes on.
    }
  };
  const timer = lease === undefined ? undefined : setInterval(refresh, lease / 10);
  timer?.unref?.(); // in a browser it is a number
  return {
    refresh,
    release() {
      clearInterval(timer);
      if (read(file) === content) rmSync(file, { force: true });
    },
  };
}

/**
 * Runs `work` with a lock. While another process holds it, waits.
 *
 * @param limit milliseconds to wait
 * @throws like `takeLock` after the limit, and like `work`
 */
export function withLock<T>(file: string, what: string, limit: number, work: () => T): T {
  const end = Date.now() + limit;
  for (;;) {
    try {
      const lock = takeLock(file, what);
      try {
        return work();
      } finally {
        lock.release();
      }
    } catch (error) {
      if (!(error instanceof LockedError) || Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + 20 * Math.random());
    }
  }
}

/** Returns whether a lock is there whose process has died. */
export function isLockOfDead(file: string): boolean {
  const holder = read(file);
  return holder !== undefined && !isHeld(file, holder);
}

/** Makes the file if it does not exist, and returns whether it did. */
function created(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    rmSync(file, { force: true }); // a full disk leaves an empty file
    throw diskError(error, file);
  }
}

/** Removes the lock of a dead process, unless another process was faster. */
function remove(file: string, dead: string): void {
  const aside = `${file}.${owner()}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== dead) linkBack(aside, file);
  rmSync(aside, { force: true });
}

/** Restores the lock of a process that has just taken it. */
function linkBack(aside: string, file: string): void {
  try {
    linkSync(aside, file);
  } catch {
    // a third process has taken the lock
  }
}

function isHeld(file: string, holder: string): boolean {
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const [name = '', started] = holder.trim().split(' ');
  if (name === '') return Math.abs(Date.now() - written) < WRITING; // it is being written
  if (isAbandoned(`${name}-0`, written, leaseIn(holder))) return false;
  const now = startOf(pidIn(name));
  // A process that started at another time is another one with the same number.
  return !isHere(name) || !started || started === '-' || !now || started === now;
}

const WRITING = 5000; // ms

/** Returns this process, and when it started: `host-4711 8412341`, or `host-4711 -`. */
function ownerSince(): string {
  return `${owner()} ${startOf(process.pid) ?? '-'}`;
}

/**
 * Returns the start of a process, in ticks since the machine's. Undefined if the system has no
 * /proc.
 */
function startOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Returns the lease of a lock's holder, in milliseconds: the third word. */
function leaseIn(holder: string): number {
  const lease = Number(holder.trim().split(' ')[2]);
  return lease > 0 ? lease : ABANDONED;
}

function isHere(name: string): boolean {
  return name.slice(0, name.lastIndexOf('-')) === owner().slice(0, owner().lastIndexOf('-'));
}

function pidIn(name: string): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}

function lockedMessage(what: string, holder: string, file: string): string {
  const name = nameIn(holder);
  const isOfHere = name !== undefined && isHere(name);
  const other = name === undefined ? 'another process' : `another process (${name})`;
  const where = isOfHere ? `process ${pidIn(name)}` : other;
  const advice = `${where} is working on ${what}: wait for it, or end it. If it no longer runs, `;
  if (isOfHere) return `${advice}remove ${file}`;
  const written = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  const lease = holder.trim() === '' ? WRITING : leaseIn(holder);
  return `${advice}its lock ends ${duration(lease)} after its last sign of life, which was ${agoOf(written)}, or remove ${file}`;
}

/** Returns the process in a lock: `host-4711`. Undefined if the lock is empty or damaged. */
function nameIn(holder: string): string | undefined {
  return /^[A-Za-z0-9_]+-\d+(?=\s|$)/.exec(holder)?.[0];
}

function duration(milliseconds: number): string {
  return milliseconds < 60_000 ? `${milliseconds / 1000} s` : `${milliseconds / 60_000} minutes`;
}

/** Returns `17 s ago`, or that the time is in the future. */
function agoOf(time: number): string {
  const seconds = Math.round((Date.now() - time) / 1000);
  return seconds >= 0 ? `${seconds} s ago` : `${-seconds} s ahead of the clock of this machine`;
}

/**
 * Returns the content of a lock that could not be made. Undefined if there is none any more.
 *
 * @throws if something else than a file has its name, or it may not be read
 */
function readHeld(file: string, what: string): string | undefined {
  const refuse = (why: string, cause?: unknown) =>
    new Error(`${file} ${why}, so ${what} cannot be locked: remove it if no other process works on that`, {
      cause,
    });
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === false) throw refuse('is no file');
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw refuse(`cannot be read (${code})`, error);
  }
}

/** Returns the content of a lock. Undefined if there is none, or if it cannot be read. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
