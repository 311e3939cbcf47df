import { threadedEntries, typescriptEntry } from '../entries';
import { type LstmSize, lstmCases } from '../lstm/lstm-case';
import type { Suite } from '../suite';

const SIZES: readonly LstmSize[] = [{ shape: [24, 250, 50, 64] }, { shape: [32, 400, 128, 128], steps: 2 }];

/** The LSTM of a machine without TensorFlow's native library: WebAssembly in Node, one thread. */
export const wasm: Suite = {
  name: 'wasm',
  title: 'One LSTM in WebAssembly, in Node, on one thread',
  rounds: 7,
  async cases(scratch) {
    const cases = [];
    for (const size of SIZES) cases.push(...(await lstmCases(scratch, size)));
    return cases;
  },
  entries: ({ peers }) => [
    ourEntry('ours, WebAssembly', { SENTIMENT_BACKEND: 'wasm', SENTIMENT_KERNEL: 'wasm' }),
    ourEntry('ours, op by op', { SENTIMENT_BACKEND: 'wasm', SENTIMENT_KERNEL: 'ops' }, 3),
    typescriptEntry('stock tfjs', 'wasm/stock', { rounds: 3 }),
    ourEntry('ours, native', {
      SENTIMENT_BACKEND: 'tensorflow',
      SENTIMENT_KERNEL: 'native',
      FAST_LSTM_THREADS: '1',
    }),
    ...(peers ? threadedEntries('Keras, native', 'lstm/keras') : []),
  ],
};

function ourEntry(name: string, env: Record<string, string>, rounds?: number) {
  return typescriptEntry(name, 'lstm/ours', { env, rounds });
}
