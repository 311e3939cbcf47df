import { ready, tf } from '../../lib/backend';
import { fastLstm } from '../../lib/layers';
import { chooseKernel } from '../../lib/layers/kernels/choice';
import { adam } from '../../lib/optimizers';
import { contend, type Prepared } from '../contestant';
import { layersModel } from './layers-model';
import type { LstmCase } from './lstm-case';
import { readModelInputs } from './model-inputs';

const GATES = { activation: 'tanh', recurrentActivation: 'sigmoid' } as const;

async function prepare(benchCase: LstmCase): Promise<Prepared> {
  const library = {
    tf,
    lstm: (config: object) => fastLstm({ ...config, units: benchCase.units, ...GATES }),
    adam: (learningRate: number) => adam({ learningRate }),
  };
  const note = `kernel ${chosenKernel(benchCase)}`;
  return { ...layersModel(library, benchCase, await readModelInputs(benchCase)), note };
}

/** Returns what computes the LSTM. @throws if it is not what `SENTIMENT_KERNEL` demands */
function chosenKernel({ recurrentDropout }: LstmCase): string {
  const { name, reason } = chooseKernel({ ...GATES, recurrentDropout: recurrentDropout > 0 });
  const demanded = process.env.SENTIMENT_KERNEL ?? name;
  if (name !== demanded) throw new Error(`${name} computes the LSTM, not ${demanded}: ${reason}`);
  return name;
}

async function main(): Promise<void> {
  await ready();
  await contend({ tfjs: tf.version.tfjs }, prepare);
}

void main();
