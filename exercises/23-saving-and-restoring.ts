import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** One of a model's weights. */
export interface Weight {
  name: string;
  shape: number[];
  /** As many as the shape says, row by row. */
  values: Float32Array;
}

/** A model at a point of its training. */
export interface Checkpoint {
  /** How many steps it has been trained. */
  step: number;
  weights: Weight[];
}

/**
 * Saves a checkpoint in one file, in a form of your choice, from which `restore` gives the very same numbers again, to
 * the last bit.
 *
 * A checkpoint that was there before stays whole until the new one is: the machine may stop at any moment, and half a
 * checkpoint is none. So the file that stands under `path` is never written to: the new one is written beside it, and
 * takes its place when it is complete.
 *
 * @param path absolute; its folder is there
 */
export function save(path: string, checkpoint: Checkpoint): void {
  throw new Error('not written yet: save');
}

/**
 * Returns the checkpoint that `save` put there.
 *
 * @throws where there is none
 */
export function restore(path: string): Checkpoint {
  throw new Error('not written yet: restore');
}
