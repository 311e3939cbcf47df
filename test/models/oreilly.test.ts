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

describe("the O'Reilly network", () => {
  it('has the parameters of an LSTM and a matrix, and none for the frozen vectors', () => {
    const [inputs, units] = [vectors.dimensions, 64];
    const lstm = 4 * units * (inputs + units + 1);
    expect(oreillyModel(vectors).countParams()).toBe(lstm + (units + 1) * 2);
  });

  it('stacks LSTMs, each reading the steps of the one below', () => {
    const lstm = (inputs: number, units: number) => 4 * units * (inputs + units + 1);
    const model = oreillyModel(vectors, { layers: 2, lstmUnits: 10 });
    expect(model.countParams()).toBe(lstm(vectors.dimensions, 10) + lstm(10, 10) + 11 * 2);
  });

  it('starts with the forget gate open and the bias of the classes at 0.1', () => {
    const [, , lstmBias, , bias] = oreillyModel(vectors, { lstmUnits: 3 })
      .getWeights()
      .map((weight) => [...weight.dataSync()]);
    expect(lstmBias).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect(bias!.map((value) => value.toFixed(2))).toEqual(['0.10', '0.10']);
  });

  it('starts from the same weights for the same seed, and from others for another', () => {
    const weights = (seed: number) =>
      oreillyModel(vectors, { seed })
        .getWeights()
        .map((weight) => [...weight.dataSync()]);
    expect(weights(3)).toEqual(weights(3));
    expect(weights(4)).not.toEqual(weights(3));
  });

  it.each(['last', 'mean'] as const)('reads no padding when it pools by %s', (pooling) => {
    const model = oreillyModel(vectors, { pooling });
    const short = padRows([Int32Array.of(4, 5, 6)]);
    const padded = padRows([Int32Array.of(4, 5, 6)], 40);
    const [[a = 0, b = 0] = []] = logits(model, short);
    const [[c = 0, d = 0] = []] = logits(model, padded);
    expect(Math.max(Math.abs(a - c), Math.abs(b - d))).toBeLessThan(1e-6);
  });

  it("reads padding as the text's own does", () => {
    const model = oreillyModel(vectors, { pooling: 'end' });
    const short = logits(model, padRows([Int32Array.of(4, 5, 6)]));
    const padded = logits(model, padRows([Int32Array.of(4, 5, 6)], 40));
    expect(Math.abs(short[0]![0]! - padded[0]![0]!)).toBeGreaterThan(1e-3);
  });

  it.each(['last', 'mean'] as const)(
    'learns thirty-two sentences by heart, pooling by %s',
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
