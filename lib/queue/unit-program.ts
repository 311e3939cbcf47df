import { LockedError } from '../files/lock';
import { doUnit, isOfMachine, isOfMemory, MachineError, type Work } from '../units';
import type { NotDone, Reply, Request, UnitTask } from './messages';

/** Returns the work of each kind of units. It is loaded when the first unit of the kind comes. */
export type Kinds = Readonly<Record<string, () => Promise<Work>>>;

/** Returns the version of this machine's code for a kind; undefined if it is not compared. */
export type CodeOf = (kind: string) => Promise<string | undefined>;

/** Milliseconds that work has to stop when the parent process is gone. */
const ORPHANED = 4000;

/**
 * The program of a child process that does units, one at a time. It handles no signals, as
 * TensorFlow computes in it (`lib/signals.ts`): a message stops the work. When the process that
 * started it is gone, it stops, too.
 */
export function runUnitProgram(kinds: Kinds, codeOf: CodeOf): void {
  const works = new Map<string, Promise<Work>>();
  const codes = new Map<string, Promise<string | undefined>>();
  let stop: AbortController | undefined;
  const workOf = async ({ unit: { kind }, code }: UnitTask) => {
    const load = kinds[kind];
    if (!load)
      throw new MachineError(
        `this worker does ${Object.keys(kinds).join(' and ')}, no units of "${kind}": start one in a clone of the repository`,
      );
    await requireCode(code, onceFor(kind, codes, codeOf));
    return onceFor(kind, works, load);
  };
  process.on('message', async (request: Request) => {
    if (request.kind === 'stop') return stop?.abort();
    stop = new AbortController();
    const { task } = request;
    const { folder, places } = task;
    try {
      const outcome = await doUnit(task.unit, await workOf(task), { folder, places, signal: stop.signal });
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

function onceFor<T>(kind: string, known: Map<string, T>, make: (kind: string) => T): T {
  const found = known.get(kind) ?? make(kind);
  known.set(kind, found);
  return found;
}

/** @throws MachineError if this machine has another version of the code than the plan */
async function requireCode(code: string | undefined, own: Promise<string | undefined>): Promise<void> {
  if (code === undefined || code === (await own)) return;
  throw new MachineError(
    `version ${short(code)} of the code planned this work, and here is ${short((await own) ?? 'unknown')}: use one version on all machines`,
  );
}

function short(version: string): string {
  return version.slice(0, 12);
}

function reason(error: unknown, signal: AbortSignal): NotDone['because'] {
  if (signal.aborted) return 'stopped';
  if (error instanceof LockedError) return 'locked';
  if (isOfMemory(error)) return 'memory';
  return isOfMachine(error) ? 'machine' : 'unit';
}

function send(reply: Reply): void {
  if (process.connected) process.send!(reply, undefined, {}, () => {});
}
