import { contend } from '../contestant';
import { layersModel } from '../lstm/layers-model';
import type { LstmCase } from '../lstm/lstm-case';
import { readModelInputs } from '../lstm/model-inputs';
import { stockLibrary } from '../lstm/stock-library';
import { stockTfjsOnWasm } from '../stock-tfjs';

async function main(): Promise<void> {
  const tf = await stockTfjsOnWasm();
  await contend<LstmCase>({ tfjs: tf.version.tfjs }, async (benchCase) =>
    layersModel(stockLibrary(tf), { ...benchCase, steps: 1 }, await readModelInputs(benchCase)),
  );
}

void main();
