import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { padRows, trainingBatches } from '../../lib/batches';
import { evaluate } from '../../lib/evaluation';
import { oreillyModel } from '../../lib/models';
import { train } from '../../lib/training';
import { examplesFor, vectorsFor } from './sentences';

beforeAll(async () => {
  await ready();
});

const vectors = vectorsFor('oreilly-test');
const logits = (model: tf.LayersModel, ids: tf.Tensor) => (model.predict(ids) as tf.Tensor2D).arraySync();

describe('oreillyModel', () => {
  it('has the parameters of an LSTM and an output layer, and none for the frozen vectors', () => {
    const [inputs, units] = [vectors.dimensions, 64];
    const lstm = 4 * units * (inputs + units + 1);
    expect(oreillyModel(vectors).countParams()).toBe(lstm + (units + 1) * 2);
  });

  it('two layers stack two LSTMs', () => {
    const lstm = (inputs: number, units: number) => 4 * units * (inputs + units + 1);
    const model = oreillyModel(vectors, { layers: 2, lstmUnits: 10 });
    expect(model.countParams()).toBe(lstm(vectors.dimensions, 10) + lstm(10, 10) + 11 * 2);
  });

  it('the initial forget bias is 1, and the initial output bias is 0.1', () => {
    const [, , lstmBias, , bias] = oreillyModel(vectors, { lstmUnits: 3 })
      .getWeights()
      .map((weight) => [...weight.dataSync()]);
    expect(lstmBias).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(bias!.map((value) => value.toFixed(2))).toEqual(['0.10', '0.10']);
  });

  it('equal seeds give equal initial weights, and other seeds give others', () => {
    const weights = (seed: number) =>
      oreillyModel(vectors, { seed })
        .getWeights()
        .map((weight) => [...weight.dataSync()]);
    expect(weights(3)).toEqual(weights(3));
    expect(weights(4)).not.toEqual(weights(3));
  });

  it.each(['last', 'mean'] as const)('padding does not change the logits with pooling %s', (pooling) => {
    const model = oreillyModel(vectors, { pooling });
    const short = padRows([Int32Array.of(4, 5, 6)]);
    const padded = padRows([Int32Array.of(4, 5, 6)], 40);
    const [[a = 0, b = 0] = []] = logits(model, short);
    const [[c = 0, d = 0] = []] = logits(model, padded);
    expect(Math.max(Math.abs(a - c), Math.abs(b - d))).toBeLessThan(1e-6);
  });

  it('pooling end runs the LSTM over padding, as the original code does', () => {
    const model = oreillyModel(vectors, { pooling: 'end' });
    const short = logits(model, padRows([Int32Array.of(4, 5, 6)]));
    const padded = logits(model, padRows([Int32Array.of(4, 5, 6)], 40));
    expect(Math.abs(short[0]![0]! - padded[0]![0]!)).toBeGreaterThan(1e-3);
  });

  it.each(['last', 'mean'] as const)(
    'overfits thirty-two sentences with pooling %s',
    { timeout: 300_000 },
    async (pooling) => {
      const examples = await examplesFor(vectors);
      const model = oreillyModel(vectors, { pooling, keepProb: 1 });
      const batches = trainingBatches(examples, { batchSize: 16, seed: 2 });
      await train({ model, batches, optimizer: tf.train.adam(0.01), steps: 150 });
      const { accuracy, loss } = await evaluate(model, examples);
      expect(accuracy).toBe(1);
      expect(loss).toBeLessThan(0.02);
    },
  );
});
