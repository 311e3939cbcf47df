import { ready, tf } from '../../lib/backend';
import { fastLstm } from '../../lib/layers';
import { contend } from '../contestant';
import type { LstmCase } from './cases';
import { prepareLayersModel } from './layers-model';

async function main(): Promise<void> {
  await ready();
  await contend<LstmCase>({ tfjs: tf.version.tfjs }, (contested) =>
    prepareLayersModel({ tf, lstm: (config) => fastLstm(config), steps: 5 }, contested),
  );
}

void main();
