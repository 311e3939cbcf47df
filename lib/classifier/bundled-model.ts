import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../repository';
import { type BundledModel, DEFAULT_MODEL } from './bundled-model-names';

/** Returns the folder of a bundled model: a checkpoint with its model card. */
export function bundledModelFolder(name: BundledModel = DEFAULT_MODEL): string {
  return join(repositoryRoot(), 'models', name);
}

/** Returns where `loadClassifier` finds a bundled model. @throws if it is not there */
export function bundledModel(name: BundledModel = DEFAULT_MODEL): string {
  const folder = bundledModelFolder(name);
  if (existsSync(folder)) return folder;
  throw new Error(
    `this copy has no models/${name}: restore it (git checkout models/${name}), or train a model and name its folder`,
  );
}
