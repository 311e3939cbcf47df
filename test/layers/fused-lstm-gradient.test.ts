import { describe, expect, it } from 'vitest';
import { isNative, ready, tf } from '../../lib/backend';
import { fusedLstm } from '../../lib/layers';
import { runSteps } from '../../lib/layers/fused-lstm';
import { allAtOnce, type FusedInputs, stepByStep } from '../../lib/layers/fused-lstm-gradient';
import { plainLstm } from '../../lib/layers/lstm-equations';
import '../tensor-leaks';
import { expectClose, normal } from './gradients';

await ready();

/** An LSTM of T steps, with all that it computed on its way. */
function forward([T, B, I, H]: [number, number, number, number]) {
  const inputs: FusedInputs = {
    x: normal<tf.Rank.R3>([T, B, I], 1),
    h0: normal<tf.Rank.R2>([B, H], 2),
    c0: normal<tf.Rank.R2>([B, H], 3),
    kernel: normal<tf.Rank.R2>([I, 4 * H], 4, 0.2),
    recurrentKernel: normal<tf.Rank.R2>([H, 4 * H], 5, 0.2),
    bias: normal<tf.Rank.R1>([4 * H], 6),
  };
  const steps = runSteps(inputs);
  return { inputs, steps, dh: normal<tf.Rank.R3>([T, B, H], 7), dc: normal<tf.Rank.R3>([T, B, H], 8) };
}

describe.runIf(isNative())('the two ways back through the fused LSTM', () => {
  it.each<[string, [number, number, number, number], boolean]>([
    ['several rows', [5, 3, 4, 6], false],
    ['gradients of the cells too', [5, 3, 4, 6], true],
    ['one row', [5, 1, 4, 6], true],
    ['one step', [1, 3, 4, 6], true],
    ['a large layer', [40, 16, 100, 128], false],
  ])('give the same: %s', (_, sizes, cells) => {
    const { inputs, steps, dh, dc } = forward(sizes);
    const gradients = cells ? { dh, dc } : { dh };
    const [walked, kernel] = [stepByStep(inputs, steps, gradients), allAtOnce(inputs, steps, gradients)];
    const names = Object.keys(inputs) as (keyof FusedInputs)[];
    const scale = Math.max(...names.map((name) => kernel[name]().abs().max().dataSync()[0]!));
    expectClose(
      names.map((name) => walked[name]().div(scale)),
      names.map((name) => kernel[name]().div(scale)),
      2e-6,
    );
  });

  it('walks back where a layer is large, and still finds what the equations say', () => {
    const { inputs, dh } = forward([7, 2, 60, 100]);
    const names = Object.keys(inputs) as (keyof FusedInputs)[];
    const gradients = (lstm: typeof plainLstm) =>
      tf.grads((...values: tf.Tensor[]) => {
        const named = Object.fromEntries(names.map((name, n) => [name, values[n]]));
        return lstm({ ...inputs, ...named })
          .h.mul(dh)
          .sum();
      })(names.map((name) => inputs[name]!));
    expectClose(gradients(fusedLstm), gradients(plainLstm), 1e-4);
  });

  it('leaves no tensor behind on the walk, in tfjs or in TensorFlow', () => {
    const { inputs, dh } = forward([6, 64, 100, 100]);
    const loss = (x: tf.Tensor) =>
      fusedLstm({ ...inputs, x: x as tf.Tensor3D })
        .h.mul(dh)
        .sum() as tf.Scalar;
    const step = () => tf.tidy(() => tf.grad(loss)(inputs.x).sum().dataSync()[0]);
    expect(step).toLeakNoTensors();
    const resident = () => process.memoryUsage().rss / 2 ** 20;
    for (let n = 0; n < 20; n++) step();
    const before = resident();
    for (let n = 0; n < 300; n++) step();
    expect(resident() - before).toBeLessThan(60); // one handle a step that stays makes 180
  });
});
