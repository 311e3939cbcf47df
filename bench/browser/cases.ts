import { typescriptEntry } from '../entries';
import { lstmCases } from '../lstm/lstm-case';
import type { Suite } from '../suite';

/** The LSTM in a headless Chromium, on tfjs' WebAssembly backend, one thread. */
export const browser: Suite = {
  name: 'browser',
  title: 'One LSTM in Chromium, on the WebAssembly backend of TensorFlow.js, on one thread',
  rounds: 7,
  cases: (scratch) => lstmCases(scratch, { shape: [24, 250, 50, 64] }),
  entries: () => [
    typescriptEntry('ours', 'browser/contestant', { args: ['ours'] }),
    typescriptEntry('stock tfjs', 'browser/contestant', { args: ['stock'], rounds: 3 }),
  ],
};
