import { contend } from '../contestant';
import { stockTfjs } from '../stock-tfjs';
import type { LstmCase } from './cases';
import { prepareLayersModel } from './layers-model';

const tf = stockTfjs();

void contend<LstmCase>({ tfjs: tf.version.tfjs }, (contested) =>
  prepareLayersModel(
    {
      tf,
      // Its hard gates are for a standard long gone, and its orthogonal initial weights take seconds to draw.
      lstm: (config) =>
        tf.layers.lstm({ ...config, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotNormal' }),
      adam: (learningRate) => tf.train.adam(learningRate),
      steps: 1,
    },
    contested,
  ),
);
