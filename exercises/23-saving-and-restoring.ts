import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** One of a model's weights. */
export interface Weight {
  name: string;
  shape: number[];
  /** As many as the shape says, row by row. */
  values: Float32Array;
}

/** A model at one point of its training. */
export interface Checkpoint {
  /** How many training steps it has done. */
  step: number;
  weights: Weight[];
}

/**
 * Saves a checkpoint in one file, in a format of your choice. `restore` must give exactly the same
 * numbers again. (All are finite, and -0 may become 0.)
 *
 * The old checkpoint must stay complete until the new one is. The program may be stopped at any
 * moment, and half a checkpoint cannot be restored. So never write to the file at `path` directly.
 * Write the new checkpoint to a file beside it, and rename that file when it is complete.
 *
 * @param path absolute; its folder exists
 */
export function save(path: string, checkpoint: Checkpoint): void {
  throw new Error('not written yet: save');
}

/**
 * Returns the checkpoint that `save` wrote.
 *
 * @throws if there is none
 */
export function restore(path: string): Checkpoint {
  throw new Error('not written yet: restore');
}
