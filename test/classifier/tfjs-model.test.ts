import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { padRows } from '../../lib/batches';
import { saveModel } from '../../lib/checkpoints/model-files';
import { toTfjsModel } from '../../lib/classifier';
import { dropout, embedding, fastLstm, maxOverTime, meanOverTime } from '../../lib/layers';
import { kerasModel, oreillyModel, simpleModel, theanoModel } from '../../lib/models';
import { vectorsFor } from '../models/sentences';
import '../tensor-leaks';

beforeAll(async () => {
  await ready();
});

const vectors = vectorsFor('stock-test');
/** Token ids of four documents; one has a single token, and one has none. */
const documents = [[3, 9, 4, 2, 7], [5], [], [8, 8, 2]].map((ids) => Int32Array.from(ids));
const classNames = ({ layers }: tf.LayersModel) => layers.map((layer) => layer.getClassName());
const logitsOf = (model: tf.LayersModel) =>
  tf.tidy(() => [...(model.predict(padRows(documents, 6)) as tf.Tensor).dataSync()]);

const simple = { vocabularySize: 12, sequenceLength: 9, embeddingSize: 4, hiddenSize: 5 };
const models: Record<string, () => tf.LayersModel> = {
  'oreilly, end': () => oreillyModel(vectors, { lstmUnits: 5 }),
  'oreilly, last': () => oreillyModel(vectors, { lstmUnits: 5, pooling: 'last', layers: 2 }),
  'oreilly, mean': () => oreillyModel(vectors, { lstmUnits: 5, pooling: 'mean' }),
  'simple, average over all columns': () => simpleModel(simple),
  'simple, masked average': () => simpleModel({ ...simple, meanOver: 'words' }),
  theano: () => theanoModel({ nWords: 12, dimProj: 5 }),
  'keras, hard sigmoid': () => kerasModel(vectors, { lstmUnits: 5 }),
  'keras, trainable embedding': () =>
    kerasModel(vectors, { lstmUnits: 5, trainable: true, recurrentActivation: 'sigmoid' }),
};

describe('toTfjsModel', () => {
  it.each(Object.keys(models))(
    'the converted model has tfjs layers only and gives the same logits: %s',
    (name) => {
      const model = models[name]!();
      const stock = toTfjsModel(model);
      expect(
        classNames(stock).filter((layer) => /Fast|Frozen|Trained|Seeded|OverTime|LastStep/.test(layer)),
      ).toEqual([]);
      const [expected, found] = [logitsOf(model), logitsOf(stock)];
      expect(Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)))).toBeLessThan(1e-5);
      stock.dispose();
      model.dispose();
    },
  );

  it('plain tfjs loads a converted model and predicts the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stock-'));
    const model = models['simple, masked average']!();
    await saveModel(toTfjsModel(model), async (name, content) => writeFileSync(join(folder, name), content));
    const program = `
      const tf = require('@tensorflow/tfjs');
      const { readFileSync } = require('node:fs');
      const { modelTopology, weightsManifest } = JSON.parse(readFileSync('${folder}/model.json', 'utf8'));
      const weightData = new Uint8Array(readFileSync('${folder}/weights.bin')).buffer;
      const load = async () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData });
      tf.setBackend('cpu').then(() => tf.loadLayersModel({ load })).then((model) => {
        const ids = tf.tensor2d([3, 9, 4, 2, 7, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 2, 0, 0, 0], [4, 6], 'int32');
        process.stdout.write(JSON.stringify([...model.predict(ids).dataSync()]));
      });`;
    const found = JSON.parse(
      execFileSync(process.execPath, ['-e', program], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as number[];
    const expected = logitsOf(model);
    expect(found).toHaveLength(expected.length);
    expect(Math.max(...found.map((value, at) => Math.abs(value - expected[at]!)))).toBeLessThan(1e-5);
    rmSync(folder, { recursive: true });
  });

  it('conversion leaks no tensors', () => {
    const model = models['oreilly, mean']!();
    expect(() => toTfjsModel(model).dispose()).toLeakNoTensors();
  });

  it('a layer without a tfjs counterpart throws with the reason', () => {
    const tokens = embedding({ inputDim: 9, outputDim: 4 });
    const sequence = (layers: tf.layers.Layer[]) => () =>
      toTfjsModel(tf.sequential({ layers: [tokens, ...layers] }));
    const lstm = (more = {}) => fastLstm({ units: 3, returnSequences: true, ...more });
    expect(sequence([lstm({ zeroOutputForMask: true }), meanOverTime()])).toThrow(
      /repeats outputs at masked time steps: train without zeroOutputForMask/,
    );
    expect(sequence([lstm({ peepholes: 'output' }), meanOverTime()])).toThrow(
      /the LSTM of tfjs has no peepholes \(output\): train without them/,
    );
    expect(sequence([lstm(), maxOverTime()])).toThrow(/no masked max pooling/);
    expect(sequence([tf.layers.bidirectional({ layer: lstm() as tf.RNN, mergeMode: 'concat' })])).toThrow(
      /bidirectional layer of tfjs does not mask padding/,
    );
    expect(sequence([lstm(), dropout({ rate: 0.5 }), tf.layers.globalMaxPooling1d()])).toThrow(
      /tfjs has no counterpart for layers of class GlobalMaxPooling1D/,
    );
  });
});
