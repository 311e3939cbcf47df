import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { padRows, trainingBatches } from '../../lib/batches';
import { evaluate } from '../../lib/evaluation';
import { plainLstm } from '../../lib/layers';
import { type KerasConfig, kerasModel, kerasOptimizer } from '../../lib/models';
import { train } from '../../lib/training';
import { expectClose } from '../layers/gradients';
import { examplesFor, vectorsFor } from './sentences';

beforeAll(async () => {
  await ready();
});

const vectors = vectorsFor('keras-test');
const rows = [Int32Array.of(4, 5, 6, 4), Int32Array.of(7, 8)];
const logits = (model: tf.LayersModel, ids = padRows(rows)) => model.predict(ids) as tf.Tensor2D;

describe('kerasModel', () => {
  it.each([50, 100, 200, 300])(
    'has the parameters of an LSTM and a sigmoid for vectors of %d dimensions',
    (size) => {
      const lstm = 4 * 64 * (size + 64 + 1);
      expect(kerasModel(vectorsFor(`keras-test-${size}`, size)).countParams()).toBe(lstm + 65);
    },
  );

  it('one-hot labels add softmax parameters, and trainable vectors add the embedding', () => {
    const lstm = 4 * 64 * (vectors.dimensions + 64 + 1);
    expect(kerasModel(vectors, { labels: 'one-hot' }).countParams()).toBe(lstm + 65 * 2);
    expect(kerasModel(vectors, { labels: 'one-hot', numClasses: 3 }).countParams()).toBe(lstm + 65 * 3);
    const trained = kerasModel(vectors, { trainable: true });
    expect(trained.countParams()).toBe(vectors.matrix.length + lstm + 65);
    expect([...trained.getWeights()[0]!.dataSync()]).toEqual([...vectors.matrix]);
  });

  it('three classes with a single sigmoid throw', () => {
    expect(() => kerasModel(vectors, { numClasses: 3 })).toThrow(
      'a single sigmoid has 2 classes, not 3: use one-hot labels',
    );
  });

  it('initial weights follow Keras: Glorot uniform, orthogonal recurrent kernel, forget bias 1', () => {
    const [kernel, recurrent, bias, weight] = kerasModel(vectors).getWeights() as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
    ];
    for (const matrix of [kernel, weight]) {
      const limit = Math.sqrt(6 / (matrix.shape[0] + matrix.shape[1]));
      const largest = matrix.abs().max().dataSync()[0]!;
      expect(largest).toBeLessThanOrEqual(limit);
      expect(largest).toBeGreaterThan(0.9 * limit);
    }
    expectClose([recurrent.matMul(recurrent, false, true)], [tf.eye(64)], 1e-5);
    expectClose([bias], [tf.concat([tf.zeros([64]), tf.ones([64]), tf.zeros([128])])]);
  });

  it('gates use the hard sigmoid of Keras 2.2 unless recurrentActivation is sigmoid', () => {
    const outputOf = (recurrentActivation: KerasConfig['recurrentActivation']) =>
      logits(kerasModel(vectors, { recurrentActivation, lstmUnits: 5, seed: 2 }), padRows([rows[0]!]));
    const [kernel, recurrentKernel, bias, weight] = kerasModel(vectors, {
      lstmUnits: 5,
      seed: 2,
    }).getWeights() as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D];
    const table = tf.tensor2d(vectors.matrix, [
      vectors.matrix.length / vectors.dimensions,
      vectors.dimensions,
    ]);
    const x = table.gather(tf.tensor1d(rows[0]!, 'int32')).expandDims<tf.Tensor3D>(1); // (T, 1, D)
    const zeros = tf.zeros<tf.Rank.R2>([1, 5]);
    const expected = (gate: (z: tf.Tensor) => tf.Tensor) => {
      const inputs = { x, h0: zeros, c0: zeros, kernel, recurrentKernel, bias };
      const { h } = plainLstm(inputs, { activation: tf.tanh, recurrentActivation: gate });
      return h.slice([3], [1]).squeeze<tf.Tensor2D>([0]).matMul(weight);
    };
    const hard = (z: tf.Tensor) => z.mul(0.2).add(0.5).clipByValue(0, 1);
    expectClose([outputOf('hardSigmoid')], [expected(hard)], 1e-6);
    expectClose([outputOf('sigmoid')], [expected(tf.sigmoid)], 1e-6);
    expect(expected(hard).sub(expected(tf.sigmoid)).abs().dataSync()[0]).toBeGreaterThan(1e-4);
  });

  it('padding changes the logits only without a mask', () => {
    const change = (maskZero: boolean) => {
      const model = kerasModel(vectors, { maskZero });
      return logits(model, padRows(rows, 20)).sub(logits(model)).abs().max().dataSync()[0];
    };
    expect(change(true)).toBeLessThan(1e-6);
    expect(change(false)).toBeGreaterThan(1e-3);
  });

  it('dropout and recurrent dropout act in training only', () => {
    const trained = (model: tf.LayersModel) => model.apply(padRows(rows), { training: true }) as tf.Tensor2D;
    const change = (config: Partial<KerasConfig>) => {
      const model = kerasModel(vectors, { seed: 3, ...config });
      expectClose([logits(model)], [logits(model)], 1e-9);
      return trained(model).sub(logits(model)).abs().max().dataSync()[0];
    };
    expect(change({ recurrentDropout: 0 })).toBeGreaterThan(1e-3);
    expect(change({ keepProb: 1, recurrentDropout: 0.5 })).toBeGreaterThan(1e-3);
    expect(change({ keepProb: 1, recurrentDropout: 0 })).toBeLessThan(1e-6);
  });

  it('integer and one-hot labels give the same loss for the same logits', async () => {
    const examples = await examplesFor(vectors);
    const [number, oneHot] = [
      kerasModel(vectors, { seed: 6 }),
      kerasModel(vectors, { seed: 6, labels: 'one-hot' }),
    ];
    const [kernel, recurrent, bias, weight, offset] = number.getWeights() as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor1D,
      tf.Tensor2D,
      tf.Tensor1D,
    ];
    const beside0 = (values: tf.Tensor) => tf.concat([tf.zerosLike(values), values], -1);
    oneHot.setWeights([kernel, recurrent, bias, beside0(weight), beside0(offset)]);
    const [one, two] = [await evaluate(number, examples), await evaluate(oneHot, examples)];
    expect(one.loss).toBeCloseTo(two.loss, 5);
    expect(one.confusion).toEqual(two.confusion);
  });

  it.each<Partial<KerasConfig>>([{}, { labels: 'one-hot' }, { trainable: true }])(
    'overfits thirty-two sentences with %j',
    { timeout: 300_000 },
    async (config) => {
      const examples = await examplesFor(vectors);
      const model = kerasModel(vectors, { ...config, keepProb: 1, recurrentDropout: 0, lstmUnits: 16 });
      const batches = trainingBatches(examples, { batchSize: 32, seed: 2 });
      await train({ model, batches, optimizer: kerasOptimizer('adam', 0.05), steps: 60 });
      const { accuracy, loss } = await evaluate(model, examples);
      expect(accuracy).toBe(1);
      expect(loss).toBeLessThan(0.02);
    },
  );

  it('trainable: true updates the vectors, except the one of padding', async () => {
    const examples = await examplesFor(vectors);
    const model = kerasModel(vectors, { trainable: true, lstmUnits: 4 });
    const batches = trainingBatches(examples, { batchSize: 32, seed: 2 });
    await train({ model, batches, optimizer: kerasOptimizer(), steps: 2 });
    const after = model.getWeights()[0]!.dataSync();
    expect(after.some((value, n) => value !== vectors.matrix[n])).toBe(true);
    const padding = [...after.slice(0, vectors.dimensions)];
    expect(padding).toEqual(Array(vectors.dimensions).fill(0));
  });
});
