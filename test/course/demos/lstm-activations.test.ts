import { beforeAll, describe, expect, test } from 'vitest';
import { type LstmWeights, lstmActivations } from '../../../course/demos/lstm-activations';
import { ready, tf } from '../../../lib/backend';
import { plainLstm } from '../../../lib/layers';

beforeAll(async () => {
  await ready();
});

const normal = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const [T, I, H] = [6, 3, 4];
const weights = (): LstmWeights => [normal([I, 4 * H], 1), normal([H, 4 * H], 2), normal([4 * H], 3)];

describe(lstmActivations, () => {
  test('the states are those of plainLstm, and follow from the gates', () => {
    const words = normal([T, I], 4) as tf.Tensor2D;
    const [kernel, recurrentKernel, bias] = weights() as [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
    const { i, f, g, o, c, h } = lstmActivations(words, [kernel, recurrentKernel, bias]);
    const zeros = tf.zeros([1, H]) as tf.Tensor2D;
    const whole = plainLstm({
      x: words.expandDims(1) as tf.Tensor3D,
      h0: zeros,
      c0: zeros,
      kernel,
      recurrentKernel,
      bias,
    });
    const [hs, cs] = [whole.h, whole.c].map((all) => all.squeeze([1]).arraySync() as number[][]);
    for (let t = 0; t < T; t++) {
      for (let unit = 0; unit < H; unit++) {
        expect(h[t]![unit]).toBeCloseTo(hs![t]![unit]!, 5);
        expect(c[t]![unit]).toBeCloseTo(cs![t]![unit]!, 5);
        const before = t === 0 ? 0 : c[t - 1]![unit]!;
        expect(c[t]![unit]).toBeCloseTo(f[t]![unit]! * before + i[t]![unit]! * g[t]![unit]!, 5);
        expect(h[t]![unit]).toBeCloseTo(o[t]![unit]! * Math.tanh(c[t]![unit]!), 5);
      }
    }
  });

  test('recording leaks no tensors', () => {
    const [words, given] = [normal([T, I], 4) as tf.Tensor2D, weights()];
    const before = tf.memory().numTensors;
    lstmActivations(words, given);
    expect(tf.memory().numTensors).toBe(before);
  });
});
