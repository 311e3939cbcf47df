import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ready } from '../backend';
import { repositoryRoot } from '../repository';
import { type LoadedClassifier, loadClassifier } from './load';

/** Returns the folder of the model that comes with the library: a checkpoint, with its model card. */
export function bundledModelFolder(): string {
  return join(repositoryRoot(), 'models', 'imdb');
}

/**
 * Returns the classifier that comes with the library: LSTMs that were language models before, trained on IMDB's reviews.
 * Nothing is downloaded.
 * `models/imdb/README.md` says how well it does, and what it is not for.
 *
 * @throws when this copy of the library has none
 */
export async function loadPretrained(): Promise<LoadedClassifier> {
  const folder = bundledModelFolder();
  if (!existsSync(folder))
    throw new Error(
      'this copy has no models/imdb: bring it back (git checkout models/imdb), or train a model (npm run -s train) ' +
        'and name the folder that it prints: --checkpoints_dir FOLDER',
    );
  await ready();
  return loadClassifier(folder);
}
