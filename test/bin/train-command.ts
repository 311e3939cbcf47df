import { underscored } from '../../bin/options';
import { trainCommand } from '../../bin/train';
import { latestCheckpoint, readRecord } from '../../lib/checkpoints';
import type { CheckpointRecord } from '../../lib/checkpoints/record';
import { outputOf } from './command-output';

/** Runs `npm run train` in this process, and returns what it printed (`catchOutput`). */
export async function train(...args: string[]): Promise<string> {
  return outputOf(await trainCommand(underscored(['node', 'train', ...args])), ...args);
}

/** Returns the folder of the run that printed this. */
export function runFolder(printed: string): string {
  return /Model saved in: (.*)\n/.exec(printed)![1]!;
}

/** Returns the record of the latest checkpoint of the run that printed this. */
export async function savedRecord(printed: string): Promise<CheckpointRecord> {
  return readRecord(await latestCheckpoint(runFolder(printed)));
}

/** Returns the flags that name the folders of a run: its data, and where it writes. */
export function foldersIn(dir: string): string[] {
  return ['--data_dir', `${dir}/data`, '--checkpoints_root', `${dir}/cp`, '--summaries_dir', `${dir}/logs`];
}
