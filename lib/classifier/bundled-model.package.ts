/** `bundled-model.ts` in the package `sentiment-lab`: the model lies in `lstm-sentiment`. */
import { dirname } from 'node:path';
import { type BundledModel, DEFAULT_MODEL } from './bundled-model-names';

/** Returns the folder of the bundled model. @throws like `bundledModel` */
export function bundledModelFolder(name?: BundledModel): string {
  return dirname(bundledModel(name));
}

/** Returns the file of the bundled model. @throws if `lstm-sentiment` has another one */
export function bundledModel(name: BundledModel = DEFAULT_MODEL): string {
  if (name === DEFAULT_MODEL) return require.resolve('lstm-sentiment/model.bin');
  throw new Error(
    `the package has only the model ${DEFAULT_MODEL}: give the folder or the URL of the model ${name}`,
  );
}
