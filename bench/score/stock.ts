import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { readFloats } from '../../lib/files/npy';
import { tokenize } from '../../lib/text';
import { readInitialWeights } from '../initial-weights';
import { stockTfjs } from '../stock-tfjs';
import { type Classify, contendWith } from './contend';

const tf = stockTfjs();
const PADDED_LENGTH = 250;

async function load(folder: string): Promise<Classify> {
  const saved = join(folder, 'stock');
  if (!existsSync(saved)) await save(saved, folder);
  const model = await tf.loadLayersModel(`file://${saved}/model.json`);
  const words = JSON.parse(await readFile(join(folder, 'words.json'), 'utf8')) as string[];
  const ids = new Map(words.map((word, id) => [word, id]));
  return async (texts) => {
    const rows = texts.map((text) => encode(text, ids, words.length - 1));
    const paddedLength = rows.length === 1 ? Math.max(1, rows[0]!.length) : PADDED_LENGTH;
    const paddedIds = rows.map((row) => [...row, ...new Array<number>(paddedLength - row.length).fill(0)]);
    const x = tf.tensor2d(paddedIds, [rows.length, paddedLength], 'int32');
    const output = model.predict(x, { batchSize: 128 }) as tfjs.Tensor2D;
    const found = await output.array();
    tf.dispose([x, output]);
    return found.map(([positive = 0]) => positive);
  };
}

function encode(text: string, ids: Map<string, number>, unknown: number): number[] {
  return tokenize(text)
    .slice(0, PADDED_LENGTH)
    .map((word) => ids.get(word) ?? unknown);
}

async function save(folder: string, weights: string): Promise<void> {
  const { data, shape } = await readFloats(join(weights, 'vectors.npy'));
  const [words = 0, dimensions = 0] = shape;
  const model = tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: words, outputDim: dimensions, maskZero: true, inputShape: [null] }),
      tf.layers.lstm({ units: 64, recurrentActivation: 'sigmoid', recurrentInitializer: 'glorotNormal' }),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  const otherWeights = (await readInitialWeights(weights)).map((one) => tf.tensor(one.data, [...one.shape]));
  model.setWeights([tf.tensor2d(data, [words, dimensions]), ...otherWeights]);
  await model.save(`file://${folder}`);
  model.dispose();
}

void contendWith({ tfjs: tf.version.tfjs }, load);
