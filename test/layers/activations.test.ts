import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { gateActivations, gateDerivatives, tanh } from '../../lib/layers/activations';

await ready();

const z = tf.tensor1d([-3, -1.1, -0.2, 0.3, 0.9, 2.1]);

/** Returns the n-th derivative. */
function derivative(f: (z: tf.Tensor) => tf.Tensor, n: number): (z: tf.Tensor) => tf.Tensor {
  return n === 0 ? f : derivative(tf.grad(f), n - 1);
}

describe('activations', () => {
  it('tanh has right derivatives up to the third', () => {
    const t = tf.tanh(z);
    const slope = tf.sub(1, t.square());
    const expected = [t, slope, t.mul(slope).mul(-2), slope.mul(t.square().mul(6).sub(2))];
    for (const [n, values] of expected.entries())
      expect(derivative(tanh, n)(z).sub(values).abs().max().dataSync()[0]).toBeLessThan(1e-5);
  });

  it('sigmoid has right derivatives up to the third', () => {
    const s = tf.sigmoid(z);
    const slope = s.mul(tf.sub(1, s));
    const expected = [
      s,
      slope,
      slope.mul(tf.sub(1, s.mul(2))),
      slope.mul(tf.sub(1, s.mul(6)).add(s.square().mul(6))),
    ];
    for (const [n, values] of expected.entries())
      expect(derivative(gateActivations.sigmoid, n)(z).sub(values).abs().max().dataSync()[0]).toBeLessThan(
        1e-5,
      );
  });

  it('hardSigmoid has slope 0.2 between its ends and no curvature', () => {
    const wide = tf.tensor1d([-4, -2.4, 0, 2.4, 4]);
    const slopes = derivative(gateActivations.hardSigmoid, 1)(wide).dataSync();
    expect([...slopes].map((slope) => slope.toFixed(3))).toEqual([
      '0.000',
      '0.200',
      '0.200',
      '0.200',
      '0.000',
    ]);
    expect([...derivative(gateActivations.hardSigmoid, 2)(wide).dataSync()]).toEqual([0, 0, 0, 0, 0]);
    const byValue = gateDerivatives.hardSigmoid(gateActivations.hardSigmoid(wide)).dataSync();
    expect([...byValue]).toEqual([...slopes]);
  });
});
