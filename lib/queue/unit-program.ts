import { DiskError, diskError } from '../files/disk-error';
import { LockedError } from '../files/lock';
import { BucketError } from '../s3/bucket-error';
import { doUnit, MachineError, type Work } from '../units';
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
 *
 * @param version returns the version of the code, which is compared with that of the unit's list
 */
export function runUnitProgram(kinds: Kinds, version?: () => Promise<string>): void {
  const works = new Map<string, Promise<Work>>();
  let stop: AbortController | undefined;
  const workOf = (kind: string) => {
    const load = kinds[kind];
    if (!load) throw new MachineError(`this worker has no work "${kind}": ${Object.keys(kinds).join(', ')}`);
    const found = works.get(kind) ?? load();
    works.set(kind, found);
    return found;
  };
  let own: Promise<string> | undefined;
  const requireVersion = async (code: string | undefined) => {
    own ??= version?.();
    const here = await own;
    if (code === undefined || here === undefined || code === here) return;
    throw new MachineError(
      `this worker has version ${here.slice(0, 12)} of the code, and the units are of ${code.slice(0, 12)}: use one version on all machines`,
    );
  };
  process.on('message', async (request: Request) => {
    if (request.kind === 'stop') return stop?.abort();
    stop = new AbortController();
    try {
      const { task } = request;
      await requireVersion(task.code);
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
  return isOfMachine(error) ? 'machine' : 'unit';
}

/** Returns whether an error, or what caused it, is a fault of this machine. */
function isOfMachine(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isOne = [DiskError, BucketError, MachineError].some((kind) => diskError(error) instanceof kind);
  return isOne || isOfMachine(error.cause);
}

function send(reply: Reply): void {
  if (process.connected) process.send!(reply, undefined, {}, () => {});
}
