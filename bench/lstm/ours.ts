import { ready, tf } from '../../lib/backend';
import { fastLstm } from '../../lib/layers';
import { adam } from '../../lib/optimizers';
import { contend } from '../contestant';
import { prepareLayersModel } from './layers-model';
import type { LstmCase } from './lstm-case';

async function main(): Promise<void> {
  await ready();
  await contend<LstmCase>({ tfjs: tf.version.tfjs }, (benchCase) =>
    prepareLayersModel(
      {
        tf,
        lstm: (config) => fastLstm({ ...config, recurrentActivation: 'sigmoid' }),
        adam: (learningRate) => adam({ learningRate }),
      },
      benchCase,
    ),
  );
}

void main();
