import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { inOreillyOrder } from '../vectors/oreilly-order';
import { loadStored, STORED_FILES } from '../vectors/store';
import type { WordVectors } from '../vectors/word-vectors';
import { dataSet, datasetPath } from './catalog';

/** Options of `loadVectors`. */
export interface LoadOptions {
  /**
   * The order of the ids: GloVe's (the default), or the O'Reilly tutorial's (`inOreillyOrder`).
   */
  order?: 'glove' | 'oreilly';
  /** The length of the vectors, for `glove-6b`: 50 (the default), 100, 200 or 300. */
  dimensions?: number;
}

/**
 * Returns the word vectors of an installed data set.
 *
 * @param name `glove-50`, `glove-100` or `glove-6b`
 * @throws when the data set is another one, has no vectors of these dimensions, is damaged or is
 *   not installed; the message then gives the command.
 *
 * @example
 * ```ts
 * import { loadVectors } from 'sentiment-lab';
 * import { nearest } from 'sentiment-lab/vectors';
 *
 * const vectors = await loadVectors('glove-50'); // after `npm run data -- glove-50`
 * vectors.dimensions; // => 50
 * vectors.words.length; // => 400000
 * nearest(vectors, 'film', 2).map(({ word }) => word); // => [ 'movie', 'films' ]
 * ```
 */
export async function loadVectors(name: string, options: LoadOptions = {}): Promise<WordVectors> {
  const { order = 'glove', dimensions = 50 } = options;
  const folder = name === 'glove-6b' ? join(datasetPath(name), `${dimensions}`) : datasetPath(name);
  if (!dataSet(name).files.some((file) => file.endsWith(STORED_FILES[0])))
    throw new Error(`the data set ${name} holds no word vectors: use glove-50, glove-100 or glove-6b`);
  if (!existsSync(join(folder, STORED_FILES[0]))) {
    if (existsSync(datasetPath(name)))
      throw new Error(`there are no vectors of ${dimensions} dimensions in ${datasetPath(name)}`);
    throw new Error(`${name} is not installed: npm run data -- ${name}`);
  }
  const vectors = await loadStored(folder, name);
  if (options.dimensions !== undefined && options.dimensions !== vectors.dimensions)
    throw new Error(
      `the vectors of ${name} have ${vectors.dimensions} dimensions, not ${options.dimensions}`,
    );
  return order === 'oreilly' ? inOreillyOrder(vectors, { reuse: true }) : vectors;
}
