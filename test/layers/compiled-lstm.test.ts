import { afterEach, describe, expect, it, vi } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { compiledLstm } from '../../lib/layers/compiled-lstm';
import type { KernelOptions, LstmKernelInputs, LstmOutputName } from '../../lib/layers/kernels/kernel';
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

type Results = Record<LstmOutputName, tf.Tensor>;
const OUTPUTS: LstmOutputName[] = ['h', 'c', 'lastH', 'lastC'];

function inputsOf([B, T, I, H]: Sizes): LstmKernelInputs {
  return {
    x: normal<tf.Rank.R3>([B, T, I], 1),
    h0: normal<tf.Rank.R2>([B, H], 2),
    c0: normal<tf.Rank.R2>([B, H], 3),
    kernel: normal<tf.Rank.R2>([I, 4 * H], 4, 0.2),
    recurrentKernel: normal<tf.Rank.R2>([H, 4 * H], 5, 0.2),
    bias: normal<tf.Rank.R1>([4 * H], 6),
  };
}

/** The definition, op by op: a masked time step keeps the state. */
function defined(inputs: LstmKernelInputs, { gates, goBackwards }: KernelOptions): Results {
  const { x, h0, c0, kernel, recurrentKernel, bias, mask, recurrentMask } = inputs;
  const gate = (z: tf.Tensor) => (gates === 'sigmoid' ? z.sigmoid() : z.mul(0.2).add(0.5).clipByValue(0, 1));
  const time = x.shape[1];
  let [h, c]: tf.Tensor[] = [h0, c0] as tf.Tensor[];
  const [hs, cs]: [tf.Tensor[], tf.Tensor[]] = [[], []];
  for (let step = 0; step < time; step++) {
    const t = goBackwards ? time - 1 - step : step;
    const xt = x.slice([0, t, 0], [-1, 1, -1]).squeeze([1]);
    const previous = recurrentMask ? h!.mul(recurrentMask) : h!;
    const z = xt.matMul(kernel).add(previous.matMul(recurrentKernel)).add(bias);
    const [forI, forF, forG, forO] = tf.split(z, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const state = gate(forF).mul(c!).add(gate(forI).mul(forG.tanh()));
    const output = gate(forO).mul(state.tanh());
    const read = mask ? mask.slice([0, t], [-1, 1]).cast('float32') : tf.scalar(1);
    h = output.mul(read).add(h!.mul(tf.sub(1, read)));
    c = state.mul(read).add(c!.mul(tf.sub(1, read)));
    hs.push(h);
    cs.push(c);
  }
  return { h: tf.stack(hs, 1), c: tf.stack(cs, 1), lastH: h!, lastC: c! };
}

const kernels = availableKernels();

describe('the kernels of the LSTM', () => {
  const expectDefinition = (
    inputs: LstmKernelInputs,
    options: KernelOptions = { gates: 'sigmoid' },
    wanted = OUTPUTS,
  ) => expectSameResults(runs, defined, inputs, options, wanted);
  const runs = kernels.map(([name, { lstm }]): [string, Run<LstmKernelInputs, LstmOutputName>] => [
    name,
    (inputs, options, wanted) => compiledLstm(lstm, inputs, options, wanted),
  ]);

  afterEach(() => vi.unstubAllEnvs());

  it.each(SIZES)('have the outputs and gradients of the definition for %s', (_, sizes) => {
    expectDefinition(inputsOf(sizes));
  });

  it.each(MASKS)('leave the state as it is at masked steps: %s', (_, isRead) => {
    const inputs = { ...inputsOf([5, 9, 4, 6]), mask: maskOf([5, 9], isRead) };
    expectDefinition(inputs, { gates: 'sigmoid', goBackwards: true });
    for (const wanted of OUTPUTS) expectDefinition(inputs, { gates: 'sigmoid' }, [wanted]);
    expectDefinition(inputs, { gates: 'sigmoid' });
  });

  it('give the same with any number of threads, by rows and by units', () => {
    const byRows = inputsOf([64, 10, 30, 40]); // enough work for seven threads
    const mask = maskOf([7, 20], (row, step) => (row * 20 + step) % 7 > 0);
    const byUnits = { ...inputsOf([7, 20, 20, 100]), mask };
    const all = withThreads(runs, 1, 2, 3, 16);
    for (const inputs of [byRows, byUnits])
      expectSameResults(all, defined, inputs, { gates: 'sigmoid' }, OUTPUTS);
  });

  it('multiply the previous output with the mask of recurrent dropout', () => {
    const recurrentMask = normal<tf.Rank.R2>([7, 20], 9).greater(0).cast<tf.Tensor2D>('float32');
    const mask = normal<tf.Rank.R2>([7, 6], 8).greater(0) as tf.Tensor2D;
    expectDefinition({ ...inputsOf([7, 6, 4, 20]), recurrentMask });
    expectDefinition({ ...inputsOf([7, 6, 4, 20]), recurrentMask, mask });
  });

  it('have hard sigmoid gates', () => {
    expectDefinition(inputsOf([7, 6, 4, 20]), { gates: 'hardSigmoid' });
  });
});

describe.each(kernels)('the %s kernel of the LSTM', (_, { lstm }) => {
  const run = (inputs: LstmKernelInputs, options: KernelOptions, wanted = OUTPUTS) =>
    compiledLstm(lstm, inputs, options, wanted);

  it('takes sequences with time first', () => {
    const { x, ...rest } = inputsOf([4, 7, 3, 10]);
    const timeFirst = resultsOf(
      (inputs, options, wanted) => {
        const turned = { ...inputs, x: inputs.x.transpose<tf.Tensor3D>([1, 0, 2]) };
        const { h, c, lastH, lastC } = run(turned, { ...options, timeFirst: true }, wanted);
        return { h: h.transpose([1, 0, 2]), c: c.transpose([1, 0, 2]), lastH, lastC };
      },
      { x, ...rest },
      { gates: 'sigmoid' },
      OUTPUTS,
    );
    expectClose(timeFirst, resultsOf(run, { x, ...rest }, { gates: 'sigmoid' }, OUTPUTS));
  });

  it('has gates that close and open as far as single precision goes', () => {
    const gate = (z: number) => {
      const inputs = {
        ...inputsOf([1, 1, 1, 1]),
        x: tf.ones<tf.Rank.R3>([1, 1, 1]),
        c0: tf.ones<tf.Rank.R2>([1, 1]),
      };
      const closed = { h0: tf.zeros<tf.Rank.R2>([1, 1]), bias: tf.zeros<tf.Rank.R1>([4]) };
      const weights = tf.tensor2d([[-100, z, 0, 0]]); // only the forget gate is open
      return run({ ...inputs, ...closed, kernel: weights }, { gates: 'sigmoid' }).lastC.dataSync()[0]!;
    };
    for (const z of [-80, -20, -10, -1, 0, 1, 10]) {
      const expected = 1 / (1 + Math.exp(-z));
      expect(Math.abs(gate(z) / expected - 1), `sigmoid(${z})`).toBeLessThan(1e-6);
    }
    expect([gate(20), gate(1000), gate(Number.POSITIVE_INFINITY)]).toEqual([1, 1, 1]);
    expect(gate(Number.NEGATIVE_INFINITY)).toBeLessThan(1e-37);
  });

  it('keeps an infinite input to its row and its weights', () => {
    const inputs = inputsOf([3, 4, 2, 5]);
    const values = inputs.x.arraySync();
    values[1]![2]![0] = Number.POSITIVE_INFINITY;
    const wanted: LstmOutputName[] = ['lastH'];
    const infinite = resultsOf(run, { ...inputs, x: tf.tensor3d(values) }, { gates: 'sigmoid' }, wanted);
    const [lastH, , , , kernel, recurrentKernel, bias] = infinite as [tf.Tensor, ...tf.Tensor[]];
    const allFinite = (tensor?: tf.Tensor) => tensor!.isFinite().all().dataSync()[0] === 1;
    expect([lastH, recurrentKernel, bias].map(allFinite)).toEqual([true, true, true]);
    expect(allFinite(kernel!.slice([1, 0], [1, -1]))).toBe(true); // the other input's weights
  });

  it('gives empty outputs and zero gradients for an empty batch and an empty sequence', () => {
    const none = resultsOf(run, inputsOf([0, 3, 2, 4]), { gates: 'sigmoid' }, OUTPUTS);
    expect(none.slice(0, 4).map(({ shape }) => shape)).toEqual([
      [0, 3, 4],
      [0, 3, 4],
      [0, 4],
      [0, 4],
    ]);
    expect(none.slice(7).every((gradient) => gradient.abs().sum().dataSync()[0] === 0)).toBe(true);
    const inputs = inputsOf([3, 0, 2, 4]);
    const { h, lastH } = run(inputs, { gates: 'sigmoid' });
    expect(h.shape).toEqual([3, 0, 4]);
    expectClose([lastH], [inputs.h0]);
  });

  it('keeps NaN of the initial state in all outputs', () => {
    const { h } = run({ ...inputsOf([2, 2, 3, 4]), h0: tf.fill([2, 4], Number.NaN) }, { gates: 'sigmoid' });
    expect([...h.dataSync()].every(Number.isNaN)).toBe(true);
  });

  it('refuses shapes that do not fit together', () => {
    const inputs = inputsOf([3, 2, 4, 5]);
    const with_ = (other: object) => () => run({ ...inputs, ...other }, { gates: 'sigmoid' });
    expect(with_({ bias: tf.zeros([19]) })).toThrow(/shapes .* do not fit/);
    expect(with_({ recurrentMask: tf.zeros([3, 4]) })).toThrow(/shapes .* do not fit/);
    expect(with_({ mask: tf.zeros([2, 3], 'bool') })).toThrow(/shapes .* do not fit/);
  });

  it('leaks no memory, whether gradients are asked for or not', () => {
    const inputs = inputsOf([32, 20, 60, 50]);
    const loss = (x: tf.Tensor) => {
      const given = { ...inputs, x: x as tf.Tensor3D };
      run(given, { gates: 'sigmoid' }, ['lastC']); // recorded, but no part of the loss
      return run(given, { gates: 'sigmoid' }, ['h']).h.square().sum() as tf.Scalar;
    };
    const step = () => tf.tidy(() => tf.grad(loss)(inputs.x).sum().dataSync()[0]);
    expect(step).toLeakNoTensors();
    const resident = () => process.memoryUsage().rss / 2 ** 20;
    for (let n = 0; n < 20; n++) step();
    const before = resident();
    for (let n = 0; n < 200; n++) step();
    expect(resident() - before).toBeLessThan(60); // MiB: leaking one output per step takes 100
  });
});
