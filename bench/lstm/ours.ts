import { ready, tf } from '../../lib/backend';
import { fastLstm } from '../../lib/layers';
import { adam } from '../../lib/optimizers';
import { contend } from '../contestant';
import type { LstmCase } from './cases';
import { prepareLayersModel } from './layers-model';

async function main(): Promise<void> {
  await ready();
  await contend<LstmCase>({ tfjs: tf.version.tfjs }, (benchCase) =>
    prepareLayersModel(
      {
        tf,
        lstm: (config) => fastLstm({ ...config, recurrentActivation: 'sigmoid' }),
        adam: (learningRate) => adam({ learningRate }),
        steps: 5,
      },
      benchCase,
    ),
  );
}

void main();
