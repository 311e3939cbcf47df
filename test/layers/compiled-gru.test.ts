import { afterEach, describe, expect, it, vi } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { compiledGru } from '../../lib/layers/compiled-gru';
import type { GruKernelInputs, GruOutputName, KernelOptions } from '../../lib/layers/kernels/kernel';
import '../tensor-leaks';
import {
  availableKernels,
  expectSameResults,
  MASKS,
  maskOf,
  type Run,
  resultsOf,
  SIZES,
  type Sizes,
  withThreads,
} from './compiled';
import { expectClose, normal } from './gradients';

await ready();

const OUTPUTS: GruOutputName[] = ['h', 'lastH'];
const SIGMOID: KernelOptions = { gates: 'sigmoid' };

function inputsOf([B, T, I, H]: Sizes, resetAfter: boolean): GruKernelInputs {
  return {
    x: normal<tf.Rank.R3>([B, T, I], 1),
    h0: normal<tf.Rank.R2>([B, H], 2),
    kernel: normal<tf.Rank.R2>([I, 3 * H], 4, 0.2),
    recurrentKernel: normal<tf.Rank.R2>([H, 3 * H], 5, 0.2),
    bias: normal<tf.Rank.R1>([3 * H], 6),
    ...(resetAfter && { recurrentBias: normal<tf.Rank.R1>([3 * H], 7) }),
  };
}

/** The definition, op by op: a masked time step keeps the state. */
function defined(
  inputs: GruKernelInputs,
  { gates, goBackwards }: KernelOptions,
): Record<GruOutputName, tf.Tensor> {
  const { x, h0, kernel, recurrentKernel, bias, recurrentBias, mask, recurrentMask } = inputs;
  const gate = (z: tf.Tensor) => (gates === 'sigmoid' ? z.sigmoid() : z.mul(0.2).add(0.5).clipByValue(0, 1));
  const split = (z: tf.Tensor, axis = 1) => tf.split(z, 3, axis) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const [uz, ur, ug] = split(recurrentKernel);
  const [cz, cr, cg] = split(recurrentBias ?? tf.zerosLike(bias), 0);
  const time = x.shape[1];
  let h: tf.Tensor = h0;
  const hs: tf.Tensor[] = [];
  for (let step = 0; step < time; step++) {
    const t = goBackwards ? time - 1 - step : step;
    const xt = x.slice([0, t, 0], [-1, 1, -1]).squeeze([1]);
    const before = recurrentMask ? h.mul(recurrentMask) : h;
    const [xz, xr, xg] = split(xt.matMul(kernel).add(bias));
    const z = gate(xz.add(before.matMul(uz)).add(cz));
    const r = gate(xr.add(before.matMul(ur)).add(cr));
    const recurrent = recurrentBias ? r.mul(before.matMul(ug).add(cg)) : r.mul(before).matMul(ug);
    const next = z.mul(before).add(tf.sub(1, z).mul(xg.add(recurrent).tanh()));
    const read = mask ? mask.slice([0, t], [-1, 1]).cast('float32') : tf.scalar(1);
    h = next.mul(read).add(h.mul(tf.sub(1, read)));
    hs.push(h);
  }
  return { h: tf.stack(hs, 1), lastH: h };
}

const kernels = availableKernels();

describe.each([false, true])('the kernels of the GRU, resetAfter %s', (resetAfter) => {
  const given = (sizes: Sizes) => inputsOf(sizes, resetAfter);
  const expectDefinition = (inputs: GruKernelInputs, options = SIGMOID, wanted = OUTPUTS) =>
    expectSameResults(runs, defined, inputs, options, wanted);
  const runs = kernels.map(([name, { gru }]): [string, Run<GruKernelInputs, GruOutputName>] => [
    name,
    (inputs, options, wanted) => compiledGru(gru, inputs, options, wanted),
  ]);

  afterEach(() => vi.unstubAllEnvs());

  it.each(SIZES)('have the outputs and gradients of the definition for %s', (_, sizes) => {
    expectDefinition(given(sizes));
  });

  it.each(MASKS)('leave the state as it is at masked steps: %s', (_, isRead) => {
    const inputs = { ...given([5, 9, 4, 6]), mask: maskOf([5, 9], isRead) };
    expectDefinition(inputs, { gates: 'sigmoid', goBackwards: true });
    for (const wanted of [OUTPUTS, ['lastH'], ['h']] as GruOutputName[][])
      expectDefinition(inputs, SIGMOID, wanted);
  });

  it('give the same with any number of threads, by rows and by units', () => {
    const byRows = given([64, 10, 30, 40]); // enough work for seven threads
    const mask = maskOf([7, 20], (row, step) => (row * 20 + step) % 7 > 0);
    const byUnits = { ...given([7, 20, 20, 100]), mask };
    const all = withThreads(runs, 1, 2, 3, 16);
    const recurrentMask = normal<tf.Rank.R2>([7, 100], 9).greater(0).cast<tf.Tensor2D>('float32');
    for (const inputs of [byRows, byUnits, { ...byUnits, recurrentMask }])
      expectSameResults(all, defined, inputs, SIGMOID, OUTPUTS);
  });

  it('multiply the previous output with the mask of recurrent dropout, also where it is kept', () => {
    const recurrentMask = normal<tf.Rank.R2>([7, 20], 9).greater(0).cast('float32').mul<tf.Tensor2D>(1.25);
    const mask = normal<tf.Rank.R2>([7, 6], 8).greater(0) as tf.Tensor2D;
    expectDefinition({ ...given([7, 6, 4, 20]), recurrentMask });
    expectDefinition({ ...given([7, 6, 4, 20]), recurrentMask, mask });
  });

  it('have hard sigmoid gates', () => {
    expectDefinition(given([7, 6, 4, 20]), { gates: 'hardSigmoid' });
  });
});

const cases = kernels.flatMap(([name, { gru }]) =>
  [false, true].map((resetAfter) => ({ name, resetAfter, kernel: gru })),
);

describe.each(cases)('the $name kernel of the GRU, resetAfter $resetAfter', ({ kernel, resetAfter }) => {
  const run = (inputs: GruKernelInputs, options: KernelOptions, wanted = OUTPUTS) =>
    compiledGru(kernel, inputs, options, wanted);
  const given = (sizes: Sizes) => inputsOf(sizes, resetAfter);

  it('computes the gradients of weights without that of the input', () => {
    const { x, ...weights } = given([40, 8, 4, 20]);
    const gradients = ([run, defined] as const).map((gru) =>
      tf.grads((kernel) => gru({ ...weights, x, kernel: kernel as tf.Tensor2D }, SIGMOID).lastH.sum())([
        weights.kernel,
      ]),
    );
    expectClose(gradients[0]!, gradients[1]!, 1e-5);
  });

  it('takes sequences with time first', () => {
    const inputs = given([4, 7, 3, 10]);
    const turned = (inputs: GruKernelInputs, options: KernelOptions, wanted: GruOutputName[]) => {
      const x = inputs.x.transpose<tf.Tensor3D>([1, 0, 2]);
      const { h, lastH } = run({ ...inputs, x }, { ...options, timeFirst: true }, wanted);
      return { h: h.transpose([1, 0, 2]), lastH };
    };
    expectClose(resultsOf(turned, inputs, SIGMOID, OUTPUTS), resultsOf(run, inputs, SIGMOID, OUTPUTS));
  });

  it('computes the gradient of a gradient op by op', () => {
    const { x, ...weights } = { ...given([2, 3, 2, 3]), mask: maskOf([2, 3], (row, step) => row + step < 3) };
    const penalty = (x: tf.Tensor) => {
      const loss = (x: tf.Tensor) =>
        run({ ...weights, x: x as tf.Tensor3D }, { ...SIGMOID, goBackwards: true })
          .h.square()
          .sum();
      return tf.grad(loss)(x).square().sum();
    };
    const direction = normal(x.shape, 9);
    const along = (distance: number) => penalty(x.add(direction.mul(distance))).dataSync()[0]!;
    const slope = tf.grad(penalty)(x).mul(direction).sum().dataSync()[0]!;
    expect(slope).toBeCloseTo((along(0.01) - along(-0.01)) / 0.02, 3);
  });

  it('keeps an infinite input in its own row', () => {
    const inputs = given([3, 4, 2, 5]);
    const values = inputs.x.arraySync();
    values[1]![2]![0] = Number.POSITIVE_INFINITY;
    const { h } = run({ ...inputs, x: tf.tensor3d(values) }, SIGMOID);
    const finite = run(inputs, SIGMOID).h;
    const others = tf.tensor1d([0, 2], 'int32');
    expectClose([h.gather(others)], [finite.gather(others)], 1e-9);
  });

  it('has finite gradients where an infinite input saturates the gates', () => {
    const inputs = given([3, 4, 2, 5]);
    const values = inputs.x.arraySync();
    values[1]![2]![0] = Number.POSITIVE_INFINITY;
    const results = resultsOf(run, { ...inputs, x: tf.tensor3d(values) }, SIGMOID, ['lastH']);
    const [lastH, , , kernel, recurrentKernel, bias] = results as [tf.Tensor, ...tf.Tensor[]];
    const allFinite = (tensor?: tf.Tensor) => tensor!.isFinite().all().dataSync()[0] === 1;
    expect([lastH, recurrentKernel, bias].map(allFinite)).toEqual([true, true, true]);
    expect(allFinite(kernel!.slice([1, 0], [1, -1]))).toBe(true); // the other input's weights
  });

  it('gives empty outputs and zero gradients for an empty batch and an empty sequence', () => {
    const none = resultsOf(run, given([0, 3, 2, 4]), SIGMOID, OUTPUTS);
    expect(none.slice(0, 2).map(({ shape }) => shape)).toEqual([
      [0, 3, 4],
      [0, 4],
    ]);
    expect(none.slice(4).every((gradient) => gradient.abs().sum().dataSync()[0] === 0)).toBe(true);
    const inputs = given([3, 0, 2, 4]);
    const { h, lastH } = run(inputs, SIGMOID);
    expect(h.shape).toEqual([3, 0, 4]);
    expectClose([lastH], [inputs.h0]);
  });

  it('keeps NaN of the initial state in all outputs', () => {
    const { h } = run({ ...given([2, 2, 3, 4]), h0: tf.fill([2, 4], Number.NaN) }, SIGMOID);
    expect([...h.dataSync()].every(Number.isNaN)).toBe(true);
  });

  it('refuses shapes that do not fit together', () => {
    const inputs = given([3, 2, 4, 5]);
    const with_ = (other: object) => () => run({ ...inputs, ...other }, SIGMOID);
    expect(with_({ bias: tf.zeros([14]) })).toThrow(/shapes of the GRU's .* do not fit together: bias/);
    expect(with_({ recurrentBias: tf.zeros([14]) })).toThrow(/shapes .* do not fit/);
    expect(with_({ recurrentMask: tf.zeros([3, 4]) })).toThrow(/shapes .* do not fit/);
    expect(with_({ mask: tf.zeros([2, 3], 'bool') })).toThrow(/shapes .* do not fit/);
  });

  it('leaks no memory, whether gradients are asked for or not', () => {
    const inputs = given([64, 40, 4, 8]); // much memory, little to compute
    const loss = (x: tf.Tensor) => {
      const all = { ...inputs, x: x as tf.Tensor3D };
      run(all, SIGMOID, ['lastH']); // recorded, but no part of the loss
      return run(all, SIGMOID, ['h']).h.square().sum() as tf.Scalar;
    };
    const step = () => tf.tidy(() => tf.grad(loss)(inputs.x).sum().dataSync()[0]);
    expect(step).toLeakNoTensors();
    const resident = () => process.memoryUsage().rss / 2 ** 20;
    for (let n = 0; n < 20; n++) step();
    const before = resident();
    for (let n = 0; n < 100; n++) step();
    expect(resident() - before).toBeLessThan(30); // MiB: leaking the activations takes 46
  });
});
