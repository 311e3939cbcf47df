import { contend } from '../contestant';
import { stockTfjs } from '../stock-tfjs';
import { layersModel } from './layers-model';
import type { LstmCase } from './lstm-case';
import { readModelInputs } from './model-inputs';
import { stockLibrary } from './stock-library';

const tf = stockTfjs();

void contend<LstmCase>({ tfjs: tf.version.tfjs }, async (benchCase) =>
  layersModel(stockLibrary(tf), { ...benchCase, steps: 1 }, await readModelInputs(benchCase)),
);
