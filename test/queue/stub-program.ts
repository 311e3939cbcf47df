/** A program that does units of simple kinds, for tests of the queue. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LockedError } from '../../lib/files/lock';
import { makeFolder } from '../../lib/files/make-folder';
import { runUnitProgram } from '../../lib/queue/unit-program';
import { MachineError, MemoryError, unitFolder, type Work } from '../../lib/units';

/** Notes that a unit was begun, and returns how often it was. */
function begun(folder: string, digest: string): number {
  const file = join(folder, `${digest}.begun`);
  appendFileSync(file, '.');
  return readFileSync(file, 'utf8').length;
}

const double: Work = async ({ digest, inputs: { n } }, { folder }) => {
  begun(folder, digest);
  return { body: `${2 * (n as number)}\n`, items: 1 };
};

/** Fails as often as its input says. */
const failing: Work = async (unit, context) => {
  const time = begun(context.folder, unit.digest);
  if (time <= (unit.inputs.times as number)) throw new Error(`failed for the ${time}. time`);
  return { body: 'well\n', items: 1 };
};

const dying: Work = async ({ digest }, { folder }) => {
  begun(folder, digest);
  process.exit(3);
};

const signaled: Work = async () => {
  process.kill(process.pid, 'SIGTERM');
  await wait(60_000);
  return { body: '', items: 0 };
};

/** Counts to a number, slowly, in a file from which another process goes on. */
const counting: Work = async ({ digest, inputs: { to } }, { folder, signal, progress }) => {
  const own = unitFolder(folder, digest);
  makeFolder(own);
  const file = join(own, 'count');
  for (let n = existsSync(file) ? readFileSync(file).length : 0; n < (to as number); n++) {
    signal?.throwIfAborted();
    appendFileSync(file, '.');
    progress?.(n, to as number);
    await wait(20);
  }
  return { body: readFileSync(file, 'utf8'), items: 1 };
};

const unfit: Work = async () => {
  throw new Error('the training failed', { cause: new MachineError('another model') });
};

const large: Work = async (unit, { folder }) => {
  begun(folder, unit.digest);
  throw new Error('the training failed', { cause: new MemoryError('it needs 40 GB') });
};

const locked: Work = async (unit, { folder }) => {
  const time = begun(folder, unit.digest);
  if (time < 3) throw new LockedError(`a shard works on it, as it did ${time} s ago`);
  return { body: `${time}\n`, items: 1 };
};

const environment: Work = async () => ({
  body: JSON.stringify([process.env, process.argv, process.execArgv]),
  items: 1,
});

const kinds = {
  double: async () => double,
  failing: async () => failing,
  dying: async () => dying,
  signaled: async () => signaled,
  counting: async () => counting,
  environment: async () => environment,
  unfit: async () => unfit,
  large: async () => large,
  locked: async () => locked,
};
runUnitProgram(kinds, async () => 'the version of this code');
