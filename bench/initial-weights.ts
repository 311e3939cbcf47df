import { join } from 'node:path';
import { randomFrom } from '../lib/batches/random';
import { readFloats, writeNpy } from '../lib/files/npy';
import { uniform } from './random-values';

/** The weights of an LSTM and a dense layer, in the order of Keras and tfjs. Gates: i, f, g, o. */
const NAMES = ['kernel', 'recurrent', 'bias', 'dense', 'denseBias'] as const;

/**
 * Writes the initial weights of an LSTM and a dense layer with two classes to `folder`, each as a
 * `.npy` file. They are Glorot uniform (Glorot & Bengio 2010), and the bias of the forget gate is
 * 1.
 */
export async function writeInitialWeights(folder: string, inputs: number, units: number): Promise<void> {
  const random = randomFrom(1);
  const glorot = (rows: number, columns: number) => ({
    shape: [rows, columns],
    data: uniform(rows * columns, Math.sqrt(6 / (rows + columns)), random),
  });
  const bias = Float32Array.from({ length: 4 * units }, (_, at) => Number(at >= units && at < 2 * units));
  const arrays = {
    kernel: glorot(inputs, 4 * units),
    recurrent: glorot(units, 4 * units),
    bias: { shape: [4 * units], data: bias },
    dense: glorot(units, 2),
    denseBias: { shape: [2], data: new Float32Array(2) },
  };
  for (const name of NAMES) await writeNpy(join(folder, `${name}.npy`), { dtype: 'f4', ...arrays[name] });
}

/** Returns the weights that `writeInitialWeights` wrote, in the order of the model's weights. */
export async function readInitialWeights(folder: string) {
  return Promise.all(NAMES.map((name) => readFloats(join(folder, `${name}.npy`))));
}
