import { join } from 'node:path';
import { randomFrom, shuffled } from '../../lib/batches/random';
import { readFloats, readNpy } from '../../lib/files/npy';
import { contend, type Prepared } from '../contestant';
import { stockTfjs } from '../stock-tfjs';
import type { EpochCase } from './cases';

const tf = stockTfjs();

/**
 * The time of an epoch, which is a quarter of an hour, is extrapolated: all padded steps cost
 * the same.
 */
const STEPS = 20;

async function prepare({ folder, batchSize }: EpochCase): Promise<Prepared> {
  const [vectors, ids, labels] = [
    await readFloats(join(folder, 'vectors.npy')),
    await readNpy(join(folder, 'ids.npy')),
    await readNpy(join(folder, 'labels.npy')),
  ];
  const [rows = 0, paddedLength = 0] = ids.shape;
  const model = compiledModel(vectors, paddedLength);
  const order = shuffled(
    Array.from({ length: rows }, (_, row) => row),
    randomFrom(0),
  );
  return {
    pieces: STEPS / Math.ceil(rows / batchSize),
    note: `from ${STEPS} steps`,
    async run() {
      for (let step = 0; step < STEPS; step++) {
        const chosen = Array.from({ length: batchSize }, (_, i) => order[(step * batchSize + i) % rows]!);
        const x = tf.tensor2d(
          chosen.flatMap((row) => [
            ...(ids.data as Int32Array).subarray(row * paddedLength, (row + 1) * paddedLength),
          ]),
          [batchSize, paddedLength],
          'int32',
        );
        const y = tf.tensor1d(chosen.map((row) => (labels.data as Int32Array)[row]!));
        await model.trainOnBatch(x, y);
        tf.dispose([x, y]);
      }
      return undefined;
    },
  };
}

function compiledModel({ data, shape }: Awaited<ReturnType<typeof readFloats>>, paddedLength: number) {
  const [words = 0, dimensions = 0] = shape;
  const weights = [tf.tensor2d(data, [words, dimensions])];
  const frozen = { inputDim: words, outputDim: dimensions, trainable: false, weights };
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ ...frozen, inputLength: paddedLength }),
      tf.layers.lstm({ units: 64, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotNormal' }),
      tf.layers.dropout({ rate: 0.25 }),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'sparseCategoricalCrossentropy' });
  return model;
}

void contend({ tfjs: tf.version.tfjs }, prepare);
