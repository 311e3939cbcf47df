import { join } from 'node:path';
import { readFloats, readNpy } from '../../lib/files/npy';
import { readInitialWeights } from '../initial-weights';
import type { ModelInputs } from './layers-model';
import type { LstmCase } from './lstm-case';

/** Returns the inputs of a case from its folder. */
export async function readModelInputs({ folder }: Pick<LstmCase, 'folder'>): Promise<ModelInputs> {
  const labels = await readNpy(join(folder, 'labels.npy'));
  return {
    x: await readFloats(join(folder, 'x.npy')),
    labels: labels.data as Int32Array,
    weights: await readInitialWeights(folder),
  };
}
