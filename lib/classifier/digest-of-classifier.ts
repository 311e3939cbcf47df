import { createHash } from 'node:crypto';
import { digestOfVectors } from '../layers/frozen-embedding';
import type { LoadedClassifier } from './load';

/**
 * Returns the SHA-256 of what a classifier predicts with: its record, its vocabulary or word
 * vectors, and its weights. It is that of the model in memory, whatever happens to the files that it
 * came from.
 */
export async function digestOfClassifier({ record, lookup, model }: LoadedClassifier): Promise<string> {
  const hash = createHash('sha256');
  const known = 'matrix' in lookup ? digestOfVectors(lookup) : lookup.words;
  hash.update(JSON.stringify([record, known]));
  for (const weight of model.weights) {
    hash.update(JSON.stringify(weight.shape));
    hash.update(await weight.read().data());
  }
  return hash.digest('hex');
}
