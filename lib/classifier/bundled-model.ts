import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository';

/** The bundled models: `imdb` for film reviews, `general` for tweets, sentences and reviews. */
export type BundledModel = 'imdb' | 'general';

/** Returns the folder of a bundled model: a checkpoint with its model card. */
export function bundledModelFolder(name: BundledModel = 'imdb'): string {
  return join(repositoryRoot(), 'models', name);
}

/** Returns where `loadClassifier` finds the bundled model. @throws if it is not there */
export function bundledModel(): string {
  const folder = bundledModelFolder();
  if (existsSync(folder)) return folder;
  throw new Error(
    'this copy has no models/imdb: restore it (git checkout models/imdb), or train a model and name its folder',
  );
}
