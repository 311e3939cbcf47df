/** `bundled-model.ts` in a browser tab of the course: a model is one file, with 8-bit weights. */
import { join } from 'node:path';
import { repositoryRoot } from '../repository';
import { type BundledModel, DEFAULT_MODEL } from './bundled-model-names';

/** Returns the folder of a bundled model: its file and its model card. */
export function bundledModelFolder(name: BundledModel = DEFAULT_MODEL): string {
  return join(repositoryRoot(), 'models', name);
}

/** Returns the file of a bundled model. */
export function bundledModel(name: BundledModel = DEFAULT_MODEL): string {
  return join(bundledModelFolder(name), 'model.bin');
}
