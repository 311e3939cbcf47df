import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Watch } from '../progress';
import { inOreillyOrder } from '../vectors/oreilly-order';
import { loadStored, STORED_FILES } from '../vectors/store';
import { readVectors } from '../vectors/vector-file';
import type { WordVectors } from '../vectors/word-vectors';
import { dataSet, datasetPath } from './catalog';

/** Options of `loadVectors`. */
export interface LoadOptions extends Watch {
  /** A file of own word vectors, which is read instead of a data set (see `readVectors`). */
  file?: string;
  /**
   * The order of the ids: GloVe's (the default), or the O'Reilly tutorial's (`inOreillyOrder`).
   */
  order?: 'glove' | 'oreilly';
  /** The length of the vectors, for `glove-6b`: 50 (the default), 100, 200 or 300. */
  dimensions?: number;
}

/**
 * Returns the word vectors of an installed data set, or those of a file.
 *
 * @param name `glove-50`, `glove-100` or `glove-6b`; for a file, the name of its vectors
 * @throws when the data set is another one, has no vectors of these dimensions, is damaged or is
 *   not installed; the message then gives the command. For a file, like `readVectors`.
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
  const { order = 'glove', dimensions = 50, file } = options;
  if (file !== undefined) return inOrder(await readVectors(file, { ...options, name }), order);
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
  return inOrder(vectors, order);
}

function inOrder(vectors: WordVectors, order: LoadOptions['order']): WordVectors {
  return order === 'oreilly' ? inOreillyOrder(vectors, { reuse: true }) : vectors;
}

/**
 * Returns the name of a file's word vectors, which saved models refer to: `own-my-vectors` for
 * `My_vectors.vec.gz`.
 */
export function nameOfVectors(file: string): string {
  const stem = basename(file)
    .replace(/(\.gz)?$/i, '')
    .replace(/\.(txt|vec|bin)$/i, '');
  return `own-${stem.toLowerCase().replace(/[^a-z0-9.]+/g, '-')}`;
}
