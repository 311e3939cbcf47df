import { pytorchEntries, threadedEntries, typescriptEntry } from '../entries';
import type { Suite } from '../suite';
import { type LstmSize, lstmCases } from './lstm-case';

/**
 * The cases of these have recurrent dropout too. PyTorch needs seconds for that in larger LSTMs.
 */
const SMALLER: readonly LstmSize[] = [
  { shape: [24, 250, 50, 64] },
  { shape: [100, 250, 50, 64] },
  { shape: [100, 250, 300, 64] },
  { shape: [32, 400, 128, 128] },
];

const LARGER: readonly LstmSize[] = [
  { shape: [1, 200, 128, 256] },
  { shape: [16, 100, 128, 128] },
  { shape: [32, 400, 128, 256], steps: 2 },
  { shape: [32, 100, 128, 512], steps: 2 },
];

/** A training step and the forward pass of an LSTM. */
export const lstm: Suite = {
  name: 'lstm',
  title: 'One LSTM: a training step and the forward pass',
  rounds: 7,
  async cases(scratch) {
    const cases = [];
    for (const size of SMALLER) cases.push(...(await lstmCases(scratch, size, { recurrentDropout: true })));
    for (const size of LARGER) cases.push(...(await lstmCases(scratch, size)));
    return cases;
  },
  entries: ({ peers }) => [
    typescriptEntry('ours', 'lstm/ours'),
    typescriptEntry('stock tfjs', 'lstm/stock', { rounds: 3 }),
    ...(peers ? [...threadedEntries('Keras', 'lstm/keras'), ...pytorchEntries('lstm/pytorch', 3)] : []),
  ],
};
