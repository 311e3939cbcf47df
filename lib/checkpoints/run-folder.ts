/**
 * The folder of a training run contains its checkpoints: `step-100`, `step-200`, ... It keeps the
 * latest ones, and the best one on the validation set.
 */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder';
import { isTemporary } from '../files/temporary';
import { type CheckpointRecord, isCheckpoint, readCheckpointFile, recordIn } from './record';

/**
 * Makes a new folder in `root` for a run, and returns its path: `checkpoints/1481294288`. Its name
 * is the time in seconds since 1970, as in the tutorial on the simple LSTM network. No two runs
 * get the same folder.
 */
export async function newRunFolder(root: string, now = Date.now()): Promise<string> {
  makeFolder(root);
  for (let name = Math.floor(now / 1000); ; name++) {
    try {
      await mkdir(join(root, `${name}`));
      return join(root, `${name}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Returns the folders of the runs in `root`, the newest first, with or without checkpoints. */
export function newestRuns(root: string): string[] {
  const names = existsSync(root) ? readdirSync(root).filter((name) => /^\d+$/.test(name)) : [];
  return names.sort((a, b) => Number(b) - Number(a)).map((name) => join(root, name));
}

/** Returns the steps of a run's checkpoints, in any order. */
export function savedSteps(run: string): number[] {
  return readdirSync(run).flatMap((name) =>
    /^step-\d+$/.test(name) ? Number(name.slice('step-'.length)) : [],
  );
}

/** Returns whether a run has a checkpoint. */
export function hasCheckpoint(run: string): boolean {
  return savedSteps(run).length > 0;
}

/** Returns the path of a run's checkpoint after `step` steps. */
export function checkpointAt(run: string, step: number): string {
  return join(run, `step-${step}`);
}

/**
 * Returns the folder of the checkpoint with the most steps in `root`, or `root` if it is a
 * checkpoint.
 *
 * @throws if there is no checkpoint, or if `root` contains several models
 */
export async function latestCheckpoint(root: string): Promise<string> {
  return (await chosenFrom(root, latest)).folder;
}

/**
 * Returns the record of the checkpoint with the most steps in `root`, or of the checkpoint `root`. If
 * there are many evaluations, it has the latest ones only.
 *
 * @throws like `latestCheckpoint`
 */
export async function latestRecord(root: string): Promise<CheckpointRecord> {
  return (await chosenFrom(root, latest)).record;
}

/**
 * Returns the folder of the checkpoint in `root` with the lowest validation loss, the first of
 * equals; or of the latest one without validation; or `root` if it is a checkpoint.
 *
 * @throws if there is no checkpoint, or if `root` contains several models
 */
export async function bestCheckpoint(root: string): Promise<string> {
  const lossOf = ({ metrics }: CheckpointRecord) => metrics?.validationLoss ?? Infinity;
  const best = await chosenFrom(root, (one, before) => {
    const loss = lossOf(one);
    return loss < lossOf(before) || loss === Infinity; // no checkpoint of a run has one, or all
  });
  return best.folder;
}

/** Removes a run's checkpoints, except for the `last` ones and the best one. */
export async function keepCheckpoints(run: string, last: number): Promise<void> {
  const all = await checkpointsIn(run);
  const keep = new Set([...all.slice(-last).map(({ folder }) => folder), await bestCheckpoint(run)]);
  for (const { folder } of all) if (!keep.has(folder)) await rm(folder, { recursive: true });
}

/** Checkpoints come sorted by step. */
const latest = () => true;

interface Found {
  folder: string;
  record: CheckpointRecord;
}

async function foundIn(folder: string): Promise<Found> {
  return { folder, record: recordIn(await readCheckpointFile(folder)) };
}

/**
 * Returns a run's checkpoints, sorted by step. A training may save and remove some meanwhile.
 */
async function checkpointsIn(run: string): Promise<Found[]> {
  const folders = (existsSync(run) ? savedSteps(run) : [])
    .map((step) => checkpointAt(run, step))
    .filter(isCheckpoint);
  const found = await Promise.all(folders.map(foundUnlessRemoved));
  return found.filter((one) => one !== undefined).sort((a, b) => a.record.step - b.record.step);
}

async function foundUnlessRemoved(folder: string): Promise<Found | undefined> {
  try {
    return await foundIn(folder);
  } catch (error) {
    if (isCheckpoint(folder)) throw error;
    return undefined;
  }
}

/**
 * Returns a checkpoint of a run.
 *
 * @param isBetter whether a checkpoint is better than one with fewer steps
 */
async function chosenFrom(
  root: string,
  isBetter: (one: CheckpointRecord, before: CheckpointRecord) => boolean,
): Promise<Found> {
  if (isCheckpoint(root)) return foundIn(root);
  const [first, ...rest] = await checkpointsIn(root);
  if (first) return rest.reduce((best, one) => (isBetter(one.record, best.record) ? one : best), first);
  const runs = await runsIn(root);
  if (runs.length === 0)
    throw new Error(`there is no checkpoint in ${root}: train a model first, or name another folder`);
  if (runs.length === 1) return chosenFrom(runs[0]!, isBetter);
  throw new Error(`${root} contains several models: name one of them, such as ${runs.at(-1)}`);
}

/** Returns the runs in a folder, and its checkpoints that belong to no run. */

async function runsIn(root: string): Promise<string[]> {
  const names = existsSync(root) ? await readdir(root) : [];
  const runs: string[] = [];
  for (const folder of names
    .filter((name) => !isTemporary(name))
    .sort()
    .map((name) => join(root, name)))
    if (isCheckpoint(folder) || (await checkpointsIn(folder).catch(() => [])).length > 0) runs.push(folder);
  return runs;
}
