/** `bundled-model.ts` in the package `sentiment-lab`: the model lies in `lstm-sentiment`. */
import { dirname } from 'node:path';

/** The name of the bundled model. */
export type BundledModel = 'imdb' | 'general';

/** Returns the folder of the bundled model. */
export function bundledModelFolder(): string {
  return dirname(bundledModel());
}

/** Returns the file of the bundled model. */
export function bundledModel(): string {
  return require.resolve('lstm-sentiment/model.bin');
}
