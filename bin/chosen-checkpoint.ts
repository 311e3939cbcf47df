import { Option } from 'commander';
import { bestCheckpoint } from '../lib/checkpoints';
import { loadPretrained } from '../lib/classifier/bundled';
import { type LoadedClassifier, loadClassifier } from '../lib/classifier/load';

/** Returns the flag that says which model is used. */
export function checkpointOption(): Option {
  return new Option(
    '--checkpoints_dir <folder>',
    'a run, of which the best checkpoint is used, or a checkpoint (default: the model that is shipped)',
  );
}

/**
 * Returns the classifier of a folder that was named, the best of a run, else the one that comes with the library.
 *
 * @throws when there is none
 */
export async function chosenCheckpoint(folder: string | undefined): Promise<LoadedClassifier> {
  return folder === undefined ? loadPretrained() : loadClassifier(await bestCheckpoint(folder));
}
