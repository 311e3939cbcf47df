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
  // HINT The program is stopped when half of a file is written. What was in that file a second before?
  // HINT Section "What is in a checkpoint" of notebook 10 lists what belongs in one.
  // HINT JSON works, but it does not know `Float32Array`: convert it with `Array.from(values)`.
  //      Write the text to `path + '.new'` with `writeFileSync`. Then `renameSync` it to `path`,
  //      which replaces the old file in a single step.
  // BEGIN SOLUTION save
  const weights = checkpoint.weights.map((weight) => ({ ...weight, values: Array.from(weight.values) }));
  const unfinished = `${path}.new`;
  writeFileSync(unfinished, JSON.stringify({ ...checkpoint, weights }));
  renameSync(unfinished, path);
  // END SOLUTION
}

/**
 * Returns the checkpoint that `save` wrote.
 *
 * @throws if there is none
 */
export function restore(path: string): Checkpoint {
  // HINT Which type did the values of a weight have when you saved them, and which have they after
  //      `JSON.parse`?
  // HINT Section "What is in a checkpoint" of notebook 10: training can resume. So each weight must
  //      come back with its name, its shape and its type.
  // HINT `JSON.parse(readFileSync(path, 'utf8'))`, then `Float32Array.from(values)` for each
  //      weight.
  // BEGIN SOLUTION restore
  const { step, weights } = JSON.parse(readFileSync(path, 'utf8')) as {
    step: number;
    weights: { name: string; shape: number[]; values: number[] }[];
  };
  return {
    step,
    weights: weights.map((weight) => ({ ...weight, values: Float32Array.from(weight.values) })),
  };
  // END SOLUTION
}
