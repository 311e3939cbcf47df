import { join } from 'node:path';
import { ready, tf } from '../../lib/backend';
import {
  type Batch,
  type Examples,
  loadIdsMatrix,
  type Random,
  randomFrom,
  rowOf,
  shuffled,
  toBatch,
  trainingBatches,
  withoutPadding,
} from '../../lib/batches';
import { loadVectors } from '../../lib/datasets';
import { readNpy } from '../../lib/files/npy';
import { OREILLY_TRAINING, oreillyModel } from '../../lib/models';
import { adam } from '../../lib/optimizers';
import { train } from '../../lib/training';
import { contend, type Prepared } from '../contestant';
import type { EpochCase } from './cases';

async function prepare({ folder, bucketed, batchSize }: EpochCase): Promise<Prepared> {
  const examples = await readExamples(folder, bucketed);
  const vectors = await loadVectors('glove-50', { order: 'oreilly' });
  const model = oreillyModel(vectors, { pooling: bucketed ? 'last' : 'end' });
  const initial = model.getWeights().map((weight) => weight.clone());
  const batches = bucketed
    ? trainingBatches(examples, { batchSize, seed: 0 })
    : paddedBatches(examples, batchSize, randomFrom(0));
  const trainFor = async (steps: number) => {
    model.setWeights(initial);
    const optimizer = adam({ learningRate: OREILLY_TRAINING.learningRate });
    const history = await train({ model, optimizer, batches, steps, logEvery: 10 });
    return history.reduce((sum, { loss }) => sum + loss, 0) / history.length;
  };
  await trainFor(3); // warm-up, as for all contestants
  return {
    async run() {
      const loss = await trainFor(Math.ceil(examples.ids.length / batchSize));
      return () => ({ loss });
    },
    dispose() {
      model.dispose();
      tf.dispose(initial);
    },
  };
}

async function readExamples(folder: string, bucketed: boolean): Promise<Examples> {
  const matrix = await loadIdsMatrix(join(folder, 'ids.npy'));
  const labels = await readNpy(join(folder, 'labels.npy'));
  const rows = Array.from({ length: matrix.rows }, (_, row) => rowOf(matrix, row));
  return {
    ids: bucketed ? rows.map(withoutPadding) : rows,
    labels: labels.data as Int32Array,
    classes: ['positive', 'negative'],
  };
}

function* paddedBatches(examples: Examples, batchSize: number, random: Random): Generator<Batch> {
  for (;;) {
    const order = shuffled(Array.from(examples.ids.keys()), random);
    for (let at = 0; at < order.length; at += batchSize)
      yield toBatch(examples, order.slice(at, at + batchSize), OREILLY_TRAINING.maxSeqLength);
  }
}

async function main(): Promise<void> {
  await ready();
  await contend({ tfjs: tf.version.tfjs }, prepare);
}

void main();
