import { DiskError } from '../files/disk-error';
import { LockedError } from '../files/lock';
import { BucketError } from '../s3/bucket-error';
import { doUnit, type Work } from '../units';
import type { Reply, Request, UnitTask } from './messages';

/** Returns the work of each kind of units. It is loaded when the first unit of the kind comes. */
export type Kinds = Readonly<Record<string, () => Promise<Work>>>;

/** Milliseconds between two messages about progress. */
const PROGRESS_EVERY = 1000;
/** Milliseconds that work has to stop when the parent process is gone. */
const ORPHANED = 4000;

/**
 * The program of a child process that does units, one at a time. It handles no signals, as
 * TensorFlow computes in it (`lib/signals.ts`): a message stops the work. When the process that
 * started it is gone, it stops, too.
 */
export function runUnitProgram(kinds: Kinds): void {
  const works = new Map<string, Promise<Work>>();
  let stop: AbortController | undefined;
  const workOf = (kind: string) => {
    const load = kinds[kind];
    if (!load) throw new Error(`there is no work "${kind}" here: ${Object.keys(kinds).join(', ')}`);
    const found = works.get(kind) ?? load();
    works.set(kind, found);
    return found;
  };
  process.on('message', async (request: Request) => {
    if (request.kind === 'stop') return stop?.abort();
    stop = new AbortController();
    try {
      const { task } = request;
      const outcome = await doUnit(task.unit, await workOf(task.unit.kind), contextOf(task, stop.signal));
      send({ kind: 'done', outcome });
    } catch (error) {
      send({ kind: 'not done', message: (error as Error).message, because: reason(error, stop.signal) });
    } finally {
      stop = undefined;
      if (!process.connected) process.exit(0);
    }
  });
  process.on('disconnect', () => {
    if (!stop) process.exit(0);
    stop.abort();
    setTimeout(() => process.exit(0), ORPHANED).unref();
  });
}

function contextOf({ folder, places }: UnitTask, signal: AbortSignal) {
  let sent = 0;
  const progress = (done: number, total: number, note?: string) => {
    if (Date.now() - sent < PROGRESS_EVERY) return;
    sent = Date.now();
    send({ kind: 'progress', done, total, note });
  };
  return { folder, places, signal, progress };
}

function reason(error: unknown, signal: AbortSignal): 'unit' | 'machine' | 'locked' | 'stopped' {
  if (signal.aborted) return 'stopped';
  if (error instanceof LockedError) return 'locked';
  return error instanceof DiskError || error instanceof BucketError ? 'machine' : 'unit';
}

function send(reply: Reply): void {
  if (process.connected) process.send!(reply, undefined, {}, () => {});
}
