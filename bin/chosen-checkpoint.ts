import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import { repositoryRoot } from '../lib/repository';
import { type LoadedClassifier, loadClassifier } from '../lib/systems/load-classifier';
import { bestCheckpoint } from '../lib/training';

/** Returns the flag that says which model is used. */
export function checkpointOption(): Option {
  return new Option(
    '--checkpoints_dir <folder>',
    'a run, of which the best checkpoint is used, or a checkpoint (default: the model that is shipped)',
  );
}

/**
 * Returns the classifier of a folder that was named, the best of a run, else the model that is shipped in `models/`.
 *
 * @throws when there is none
 */
export async function chosenCheckpoint(folder: string | undefined): Promise<LoadedClassifier> {
  return loadClassifier(await bestCheckpoint(folder ?? shippedModel()));
}

function shippedModel(): string {
  const folder = join(repositoryRoot(), 'models');
  if (existsSync(folder)) return folder;
  throw new Error(
    'no model is shipped yet: train one (npm run -s train) and name the folder that it prints: --checkpoints_dir FOLDER',
  );
}
