import * as tf from '@tensorflow/tfjs';
import { backendInfo, fastLstm, kernelsReady } from '../../lib/layers';
import { offer, startBackend } from './page-contestant';

async function main(): Promise<void> {
  await startBackend(tf);
  await kernelsReady();
  const { kernel, reason } = backendInfo();
  if (kernel !== 'wasm') throw new Error(`${kernel} computes the LSTM, not wasm: ${reason}`);
  offer(
    {
      tf,
      lstm: (config) => fastLstm({ ...config, recurrentActivation: 'sigmoid' }),
      adam: (learningRate) => tf.train.adam(learningRate),
    },
    { note: `kernel ${kernel}` },
  );
}

void main();
