import type { Job, Queue } from 'bullmq';
import { deliveredUnits, type NamedUnit } from '../units';
import { QUEUE } from './connection';
import { type JobProgress, jobIdOf, type UnitTask } from './messages';
import { ATTEMPTS, DEATHS, type FailedUnit, type UnitsRun } from './run';

/** What a watch needs of BullMQ's queue. */
export type JobQueue = Pick<
  Queue<UnitTask>,
  'name' | 'addBulk' | 'getDelayed' | 'getJob' | 'getJobState' | 'getRanges' | 'getWorkersCount' | 'remove'
>;

/** The units of one command on a queue, which may have those of other commands, too. */
export interface UnitsOnQueue {
  /** How many have no result and were not set aside. */
  left(): number;
  /** Those that were set aside. */
  readonly failed: readonly FailedUnit[];
  /** Notices new results. @throws if the folder of the results cannot be read */
  takeDelivered(): Promise<void>;
  /**
   * Puts the units into the queue. Those that were set aside before get another chance. Those that
   * are there from an earlier command get the inputs and the version of the code of this one.
   */
  begin(): Promise<void>;
  /**
   * Looks at the queue: notices units that were set aside, and puts those there again that the
   * server has lost.
   *
   * @returns lines about what is wrong
   */
  check(): Promise<string[]>;
}

/** Jobs that are added with one command. */
const BULK = 1000;
/** Units of a check whose jobs are looked for, and delayed jobs that it reads. */
const LOOKED_AT = 200;
/** Milliseconds before the second attempt. The third one waits twice as long. */
const FIRST_PAUSE = 1000;
/** Seconds that the server keeps jobs that were set aside. */
const KEPT = 7 * 24 * 3600;
/** Milliseconds without any worker until that is said. */
const NO_WORKERS = 20_000;

/** Returns the units of a command that have no result. @throws if that cannot be read */
export async function unitsOnQueue(
  queue: JobQueue,
  units: readonly NamedUnit[],
  { folder, places, code, onDone }: UnitsRun,
): Promise<UnitsOnQueue> {
  const before = await deliveredUnits(folder);
  const tasks = units
    .filter(({ digest }) => !before.has(digest))
    .map((unit): UnitTask => ({ unit, folder, places, code }));
  const left = new Map(tasks.map((task) => [jobIdOf(task), task]));
  const failed: FailedUnit[] = [];
  const said = new Set<string>();
  let next = 0; // the first one whose job is looked for
  let alone: number | undefined;

  const takeDelivered = async () => {
    const delivered = await deliveredUnits(folder);
    for (const [id, { unit }] of left) {
      if (!delivered.has(unit.digest)) continue;
      left.delete(id);
      onDone?.(unit);
    }
  };
  const setAside = async () => (await queue.getRanges(['failed'], 0, -1)).filter((id) => left.has(id));
  const add = async (ids: readonly string[]) => {
    for (let at = 0; at < ids.length; at += BULK)
      await queue.addBulk(
        ids.slice(at, at + BULK).flatMap((id) => {
          const task = left.get(id);
          return task ? [jobOf(id, task)] : []; // its result has come meanwhile
        }),
      );
  };
  /** The queue ignores a job that it has, and would go on with the old inputs. */
  const renew = async (id: string, task: UnitTask) => {
    const job = await queue.getJob(id);
    if (!job || inputsOf(job.data) === inputsOf(task)) return;
    try {
      await job.updateData(task);
      await job.updateProgress({} satisfies JobProgress); // what was wrong with the old ones
    } catch (error) {
      if (!/Missing key/.test((error as Error).message)) throw error; // it has ended meanwhile
    }
  };
  const takeFailed = async () => {
    for (const id of await setAside()) {
      const job = await queue.getJob(id);
      if (!job) continue; // another command tries it again
      failed.push({ unit: left.get(id)!.unit, error: inWords(job.failedReason) });
      left.delete(id);
    }
  };
  const problems = async () => {
    const lines: string[] = [];
    for (const { id = '', progress } of (await queue.getDelayed(0, LOOKED_AT)) as Job<UnitTask>[]) {
      const { problem, key = problem } = progress as JobProgress;
      if (problem === undefined || key === undefined || !left.has(id) || said.has(key)) continue;
      said.add(key);
      lines.push(problem);
    }
    return lines;
  };
  /** A server may lose its last seconds, and a result may be removed. */
  const addLost = async () => {
    const ids = [...left.keys()].slice(next, next + LOOKED_AT);
    next = next + LOOKED_AT < left.size ? next + LOOKED_AT : 0;
    const states = await Promise.all(ids.map((id) => queue.getJobState(id)));
    const gone = ids.filter((_, at) => states[at] === 'unknown');
    if (gone.length === 0) return;
    await takeDelivered(); // a job that is done is gone, too
    await add(gone.filter((id) => left.has(id)));
  };
  const withoutWorkers = async () => {
    alone = (await queue.getWorkersCount()) > 0 ? undefined : (alone ?? Date.now());
    if (alone === undefined || Date.now() - alone <= NO_WORKERS) return [];
    alone = Date.now();
    const flag = queue.name === QUEUE ? '' : ` --queue ${queue.name}`;
    return [`the queue ${queue.name} has no workers: start some, npm run worker -- --redis URL${flag}`];
  };
  return {
    left: () => left.size,
    failed,
    takeDelivered,
    async begin() {
      for (const id of await setAside()) await queue.remove(id);
      const tasks = [...left];
      for (let at = 0; at < tasks.length; at += BULK)
        await Promise.all(tasks.slice(at, at + BULK).map(([id, task]) => renew(id, task)));
      await add([...left.keys()]);
      alone = Date.now();
    },
    async check() {
      await takeFailed();
      await addLost();
      return [...(await problems()), ...(await withoutWorkers())];
    },
  };
}

function inputsOf({ places, code }: UnitTask): string {
  return JSON.stringify([places, code]);
}

function jobOf(jobId: string, data: UnitTask) {
  const opts = {
    jobId,
    attempts: ATTEMPTS,
    backoff: { type: 'exponential', delay: FIRST_PAUSE, jitter: 0.5 },
    removeOnComplete: true, // the result is a file
    removeOnFail: { age: KEPT },
  };
  return { name: data.unit.kind, data, opts };
}

/** Returns an error of the queue itself in words. Those of units have some. */
function inWords(reason: string): string {
  if (!/more than allowable limit/.test(reason)) return reason;
  return `its worker died more than ${DEATHS} times: it may need more memory than there is`;
}
