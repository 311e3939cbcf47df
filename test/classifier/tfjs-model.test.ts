import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { padRows } from '../../lib/batches';
import { saveModel } from '../../lib/checkpoints/model-files';
import { toTfjsModel } from '../../lib/classifier';
import {
  dropout,
  embedding,
  type FastLstmConfig,
  fastGru,
  fastLstm,
  lastState,
  maxOverTime,
  meanOverTime,
  reverseSequence,
} from '../../lib/layers';
import { kerasModel, oreillyModel, pretrainedModel, simpleModel, theanoModel } from '../../lib/models';
import { vectorsFor } from '../models/sentences';
import '../tensor-leaks';
import { outputsInPlainTfjs } from './plain-tfjs';

beforeAll(async () => {
  await ready();
});

const vectors = vectorsFor('stock-test');
/** Token ids of four documents; one has a single token, and one has none. */
const documents = [[3, 9, 4, 2, 7], [5], [], [8, 8, 2]].map((ids) => Int32Array.from(ids));
const classNames = ({ layers }: tf.LayersModel) => layers.map((layer) => layer.getClassName());
const logitsOf = (model: tf.LayersModel, rows = documents) =>
  tf.tidy(() => [...(model.predict(padRows(rows, 6)) as tf.Tensor).dataSync()]);
const furthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));

const tokens = (maskZero = true) => embedding({ inputDim: 12, outputDim: 4, maskZero, seed: 1 });
const lstm = (more: Partial<FastLstmConfig> = {}) =>
  fastLstm({ units: 3, recurrentActivation: 'sigmoid', returnSequences: true, seed: 2, ...more });
const bothWays = (layer: tf.layers.Layer, mergeMode: 'concat' | 'ave' = 'concat') =>
  tf.layers.bidirectional({ layer: layer as tf.RNN, mergeMode });
const sequence = (...layers: tf.layers.Layer[]) => tf.sequential({ layers });

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
  'masked max pooling': () => sequence(tokens(), lstm(), maxOverTime()),
  'max pooling over padding': () => sequence(tokens(false), lstm(), maxOverTime()),
  'max pooling of all time steps': () =>
    sequence(tokens(), bothWays(lstm({ zeroOutputForMask: true })), maxOverTime({ ignoreMask: true })),
  'an LSTM that reads from the end': () => sequence(tokens(), lstm({ goBackwards: true }), meanOverTime()),
  'reversed texts': () => sequence(reverseSequence({ inputShape: [null] }), tokens(), lstm(), meanOverTime()),
  'reversed texts, last state': () =>
    sequence(reverseSequence({ inputShape: [null] }), tokens(), lstm(), lastState()),
  'two bidirectional LSTMs': () =>
    sequence(tokens(), bothWays(lstm()), bothWays(lstm({ returnSequences: false }), 'ave')),
  'bidirectional LSTM, average': () =>
    sequence(tokens(), bothWays(lstm({ zeroOutputForMask: true })), meanOverTime()),
  GRU: () => sequence(tokens(), fastGru({ units: 3, seed: 1 })),
};

/** Token ids of the pretrained model, whose texts begin with the token 4. */
const begun = [[4, 3, 9, 2, 7], [4, 5], [4], [4, 8, 8, 2, 2, 6]].map((ids) => Int32Array.from(ids));

describe('toTfjsModel', () => {
  it.each(Object.keys(models))(
    'the converted model has tfjs layers only and gives the same logits: %s',
    (name) => {
      const model = models[name]!();
      const stock = toTfjsModel(model);
      expect(
        classNames(stock).filter((layer) =>
          /Fast|Frozen|Trained|Seeded|OverTime|LastStep|Reverse|Votes|Word/.test(layer),
        ),
      ).toEqual([]);
      const [expected, found] = [logitsOf(model), logitsOf(stock)];
      expect(furthest(found, expected)).toBeLessThan(1e-5);
      stock.dispose();
      model.dispose();
    },
  );

  it.each(['forward', 'backward', 'both'] as const)('the pretrained network: %s', (which) => {
    const directions = which === 'both' ? (['forward', 'backward'] as const) : [which];
    const model = pretrainedModel({
      vocabularySize: 12,
      dimensions: 4,
      units: 3,
      directions: [...directions],
    });
    const stock = toTfjsModel(model, { firstToken: 4 });
    expect(furthest(logitsOf(stock, begun), logitsOf(model, begun))).toBeLessThan(1e-5);
    expect(classNames(stock).filter((layer) => /Fast|Trained|Reverse|Votes|Word/.test(layer))).toEqual([]);
    stock.dispose();
    model.dispose();
  });

  it('plain tfjs loads a converted model and predicts the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stock-'));
    const model = models['simple, masked average']!();
    await saveModel(toTfjsModel(model), async (name, content) => writeFileSync(join(folder, name), content));
    const found = await outputsInPlainTfjs(folder, documents);
    const expected = logitsOf(model);
    expect(found).toHaveLength(expected.length);
    expect(furthest(found, expected)).toBeLessThan(1e-5);
    rmSync(folder, { recursive: true });
  });

  it('conversion leaks no tensors', () => {
    const model = models['oreilly, mean']!();
    expect(() => toTfjsModel(model).dispose()).toLeakNoTensors();
  });

  it('a layer without a tfjs counterpart throws with the reason', () => {
    const converted =
      (...layers: tf.layers.Layer[]) =>
      () =>
        toTfjsModel(sequence(...layers));
    expect(converted(tokens(), lstm({ zeroOutputForMask: true }), meanOverTime())).toThrow(
      /repeats outputs at masked time steps: train without zeroOutputForMask/,
    );
    expect(converted(tokens(), lstm({ peepholes: 'output' }), meanOverTime())).toThrow(
      /the LSTM of tfjs has no peepholes \(output\): train without them/,
    );
    expect(converted(tokens(), fastGru({ units: 3, resetAfter: true }))).toThrow(
      /the GRU of tfjs has no resetAfter/,
    );
    expect(converted(tokens(), dropout({ rate: 0.5 }), maxOverTime())).toThrow(
      /maxOverTime has a counterpart in tfjs only directly after an LSTM/,
    );
    expect(
      converted(reverseSequence({ keep: 1, inputShape: [null] }), tokens(), lstm(), meanOverTime()),
    ).toThrow(/keep 1 ids in front need firstToken/);
    expect(converted(tokens(), lstm(), dropout({ rate: 0.5 }), tf.layers.globalMaxPooling1d())).toThrow(
      /tfjs has no counterpart for layers of class GlobalMaxPooling1D/,
    );
  });
});
