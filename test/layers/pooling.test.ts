import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { lastState, maxOverTime, meanOverTime } from '../../lib/layers';
import '../tensor-leaks';
import { expectClose, normal, outputsAndGradients } from './gradients';

await ready();

const x = tf.tensor3d([
  [
    [1, -4],
    [5, -2],
    [9, 8],
  ],
  [
    [-1, -2],
    [-3, -1],
    [7, 7],
  ],
  [
    [6, 6],
    [7, 7],
    [8, 8],
  ],
]);
const right = tf.tensor2d([1, 1, 0, 1, 1, 0, 0, 0, 0], [3, 3], 'bool');
const holes = tf.tensor2d([1, 0, 1, 0, 1, 0, 0, 0, 0], [3, 3], 'bool');

const poolings = { lastState, meanOverTime, maxOverTime };
type Pooling = keyof typeof poolings;

describe('pooling over time', () => {
  it.each<[Pooling, string, tf.Tensor2D | undefined, number[][]]>([
    [
      'lastState',
      'all steps',
      undefined,
      [
        [9, 8],
        [7, 7],
        [8, 8],
      ],
    ],
    [
      'lastState',
      'steps before padding',
      right,
      [
        [5, -2],
        [-3, -1],
        [0, 0],
      ],
    ],
    [
      'lastState',
      'steps between gaps',
      holes,
      [
        [9, 8],
        [-3, -1],
        [0, 0],
      ],
    ],
    [
      'meanOverTime',
      'all steps',
      undefined,
      [
        [5, 2 / 3],
        [1, 4 / 3],
        [7, 7],
      ],
    ],
    [
      'meanOverTime',
      'steps before padding',
      right,
      [
        [3, -3],
        [-2, -1.5],
        [0, 0],
      ],
    ],
    [
      'meanOverTime',
      'steps between gaps',
      holes,
      [
        [5, 2],
        [-3, -1],
        [0, 0],
      ],
    ],
    [
      'maxOverTime',
      'all steps',
      undefined,
      [
        [9, 8],
        [7, 7],
        [8, 8],
      ],
    ],
    [
      'maxOverTime',
      'steps before padding',
      right,
      [
        [5, -2],
        [-1, -1],
        [0, 0],
      ],
    ],
    [
      'maxOverTime',
      'steps between gaps',
      holes,
      [
        [9, 8],
        [-3, -1],
        [0, 0],
      ],
    ],
  ])('%s pools %s, and gives zeros for a fully masked row', (pooling, _, mask, expected) => {
    expectClose([poolings[pooling]().call(x, { mask })].flat(), [tf.tensor2d(expected)]);
  });

  it.each(Object.entries(poolings))('%s takes each value of a mask but 0 for true', (_, pooling) => {
    const expected = [pooling().call(x, { mask: holes })].flat();
    for (const dtype of ['int32', 'float32'] as const) {
      const mask = tf.tensor2d([7, 0, 256, 0, dtype === 'int32' ? 512 : 0.5, 0, 0, 0, 0], [3, 3], dtype);
      expectClose([pooling().call(x, { mask })].flat(), expected);
    }
  });

  it.each(Object.entries(poolings))('%s ignores what a masked time step holds', (_, pooling) => {
    const expected = outputsAndGradients(pooling(), x, { mask: right });
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const spoilt = tf.where(right.expandDims(2), x, tf.fill(x.shape, value)) as tf.Tensor;
      const { outputs, gradients } = outputsAndGradients(pooling(), spoilt, { mask: right });
      expect(outputs[0]!.arraySync()).toEqual(expected.outputs[0]!.arraySync());
      expect(gradients[0]!.arraySync()).toEqual(expected.gradients[0]!.arraySync());
    }
  });

  it.each(Object.entries(poolings))('%s of no time steps, or of no rows, gives zeros', (_, pooling) => {
    for (const [batch, time] of [
      [2, 0],
      [0, 3],
    ] as const) {
      const none = tf.zeros([batch, time, 2]);
      for (const mask of [undefined, tf.zeros<tf.Rank.R2>([batch, time], 'bool')]) {
        const { outputs, gradients } = outputsAndGradients(pooling(), none, { mask });
        expect(outputs[0]!.shape).toEqual([batch, 2]);
        expect([...outputs[0]!.dataSync()]).toEqual(new Array(batch * 2).fill(0));
        expect(gradients[0]!.shape).toEqual([batch, time, 2]);
      }
    }
  });

  it('maxOverTime finds values below all others', () => {
    const low = tf.tensor3d([-3e38, -2e38, 0], [1, 3, 1]);
    const mask = tf.tensor2d([1, 1, 0], [1, 3], 'bool');
    expectClose(
      [maxOverTime().call(low, { mask })].flat().map((y) => y.div(1e38)),
      [tf.tensor2d([[-2]])],
    );
  });

  it.each(Object.entries(poolings))('%s passes no gradient to padding', (_, pooling) => {
    const { gradients } = outputsAndGradients(pooling(), x, { mask: right });
    const onPadding = gradients[0]!.mul(tf.sub(1, right.cast('float32').expandDims(2)));
    expectClose([onPadding], [tf.zerosLike(x)], 1e-9);
    expect(gradients[0]!.abs().sum().dataSync()[0]).toBeGreaterThan(0);
  });

  it.each(Object.entries(poolings))('%s drops the mask and can be saved and loaded', async (_, pooling) => {
    const layer = pooling({ name: 'pooling' });
    expect(layer.computeMask(x, right)).toBeNull();
    expect(layer.computeOutputShape([null, 7, 2])).toEqual([null, 2]);
    const model = tf.sequential({ layers: [tf.layers.masking({ inputShape: [null, 2] }), layer] });
    const loaded = await tf.loadLayersModel(
      tf.io.fromMemory({ modelTopology: model.toJSON(null, false) as object }),
    );
    expectClose([loaded.predict(x)].flat(), [model.predict(x)].flat());
  });

  it('meanOverTime divides by a given number of steps, also in a loaded model', async () => {
    const layer = meanOverTime({ steps: 6 });
    expectClose([layer.call(x, { mask: right })].flat(), [
      tf.tensor2d([
        [1, -1],
        [-2 / 3, -0.5],
        [0, 0],
      ]),
    ]);
    expectClose([layer.call(x, {})].flat(), [x.sum(1).div(6)]);
    const model = tf.sequential({ layers: [tf.layers.masking({ inputShape: [null, 2] }), layer] });
    const topology = tf.io.fromMemory({ modelTopology: model.toJSON(null, false) as object });
    const loaded = await tf.loadLayersModel(topology);
    expectClose([loaded.predict(x)].flat(), [x.sum(1).div(6)]);
  });

  it('a layer keeps its configuration if the caller changes that', () => {
    const mean = { steps: 6 };
    const max = { ignoreMask: true };
    const [byMean, byMax] = [meanOverTime(mean), maxOverTime(max)];
    Object.assign(mean, { steps: 1 });
    Object.assign(max, { ignoreMask: false });
    expectClose([byMean.call(x, {})].flat(), [x.sum(1).div(6)]);
    expectClose([byMax.call(x, { mask: right })].flat(), [x.max(1)]);
  });

  it.each(Object.entries(poolings))('%s leaks no tensors', (_, pooling) => {
    const layer = pooling();
    expect(() => layer.call(normal([2, 3, 4], 1), { mask: undefined })).not.toThrow();
    expect(() => layer.call(x, { mask: holes })).toLeakNoTensors();
  });
});
