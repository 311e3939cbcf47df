import { contend } from '../contestant';
import { stockTfjs } from '../stock-tfjs';
import { prepareLayersModel } from './layers-model';
import type { LstmCase } from './lstm-case';

const tf = stockTfjs();

void contend<LstmCase>({ tfjs: tf.version.tfjs }, (benchCase) =>
  prepareLayersModel(
    {
      tf,
      // Not the defaults: hard sigmoid gates are outdated, and orthogonal initializers take seconds.
      lstm: (config) =>
        tf.layers.lstm({ ...config, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotNormal' }),
      adam: (learningRate) => tf.train.adam(learningRate),
    },
    { ...benchCase, steps: 1 },
  ),
);
