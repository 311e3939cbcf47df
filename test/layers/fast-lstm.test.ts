import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNative, ready, tf } from '../../lib/backend';
import { type FastLstmConfig, fastLstm, meanOverTime } from '../../lib/layers';
import '../tensor-leaks';
import { type Call, expectClose, normal, outputsAndGradients } from './gradients';
import { built, masks, right, weightsFor, written, x } from './layer-cases';

await ready();

/** Expects fastLstm and tf.layers.lstm to agree if they have the same weights. */
function expectAsStock(config: FastLstmConfig, x: tf.Tensor3D, call: Call = {}): void {
  const weights = weightsFor(x.shape[2], config.units).slice(0, config.useBias === false ? 2 : 3);
  const fast = outputsAndGradients(built(fastLstm(config), x, weights), x, call);
  const stock = outputsAndGradients(built(tf.layers.lstm({ ...config }), x, weights), x, call);
  expectClose(fast.outputs, stock.outputs);
  expectClose(fast.gradients, stock.gradients, 1e-5);
}

describe('fastLstm, compared with tf.layers.lstm', () => {
  describe.each(['no mask', ...Object.keys(masks)])('with %s', (kind) => {
    const rows = masks[kind];
    const mask = rows && tf.tensor2d(rows, [3, 5], 'bool');

    it.each([
      ['the last output', {}],
      ['all outputs', { returnSequences: true }],
      ['the states', { returnState: true }],
      ['goBackwards', { goBackwards: true, returnState: true }],
      ['goBackwards, all outputs', { goBackwards: true, returnSequences: true }],
    ])('outputs and gradients are equal: %s', (_, config) => {
      expectAsStock({ units: 6, ...config }, x, { mask });
    });

    it('outputs and gradients are equal with an initial state', () => {
      const initialState = [normal([3, 6], 5), normal([3, 6], 6)];
      expectAsStock({ units: 6, returnSequences: true, returnState: true }, x, { mask, initialState });
    });
  });

  it('outputs and gradients are equal for any shape and any mask', () => {
    const size = fc.integer({ min: 1, max: 5 });
    const cases = fc
      .record({ batch: size, time: size.map((time) => time + 1), input: size, units: size })
      .chain((sizes) =>
        fc.record({
          sizes: fc.constant(sizes),
          mask: fc.array(fc.integer({ min: 0, max: 1 }), {
            minLength: sizes.batch * sizes.time,
            maxLength: sizes.batch * sizes.time,
          }),
          goBackwards: fc.boolean(),
        }),
      );
    fc.assert(
      fc.property(cases, ({ sizes: { batch, time, input, units }, mask, goBackwards }) =>
        tf.tidy(() =>
          expectAsStock(
            { units, goBackwards, returnSequences: true, returnState: true },
            normal<tf.Rank.R3>([batch, time, input], 7),
            { mask: tf.tensor2d(mask, [batch, time], 'bool') },
          ),
        ),
      ),
      { numRuns: 20 },
    );
  });

  it.each<[string, Partial<FastLstmConfig>]>([
    ['sigmoid gates', { recurrentActivation: 'sigmoid' }],
    ['other activations', { activation: 'softsign', recurrentActivation: 'hardSigmoid' }],
    ['no bias', { useBias: false }],
  ])('outputs and gradients are equal with %s', (_, config) => {
    expectAsStock({ units: 6, returnSequences: true, ...config }, x);
  });

  it('weights have the same shapes and order, and the bias has the same initial values', () => {
    const fast = built(fastLstm({ units: 6, unitForgetBias: true }), x);
    const stock = built(tf.layers.lstm({ units: 6, unitForgetBias: true }), x);
    expect(fast.getWeights().map(({ shape }) => shape)).toEqual(stock.getWeights().map(({ shape }) => shape));
    expectClose([fast.getWeights()[2]!], [stock.getWeights()[2]!]);
    stock.setWeights(fast.getWeights());
    fast.setWeights(stock.getWeights());
  });

  it('the configuration is equal, with the same defaults', () => {
    const { recurrentInitializer, ...fast } = written(fastLstm({ name: 'lstm', units: 6 }));
    expect(written(tf.layers.lstm({ name: 'lstm', units: 6 }))).toMatchObject(fast);
    expect(fast['recurrentActivation']).toBe('hardSigmoid');
  });

  it.each(['concat', 'sum', 'mul', 'ave'] as const)(
    'a bidirectional layer gives equal outputs and gradients with merge mode %s',
    (mergeMode) => {
      const mask = tf.tensor2d(right, [3, 5], 'bool');
      const weights = [...weightsFor(4, 6), ...weightsFor(4, 6).map((weight) => weight.mul(-0.7))];
      const both = (layer: tf.RNN) =>
        outputsAndGradients(built(tf.layers.bidirectional({ layer, mergeMode }), x, weights), x, { mask });
      const fast = both(fastLstm({ units: 6, returnSequences: true }));
      const stock = both(tf.layers.lstm({ units: 6, returnSequences: true }) as tf.RNN);
      expectClose(fast.outputs, stock.outputs);
      expectClose(fast.gradients, stock.gradients, 1e-5);
    },
  );
});

describe('fastLstm', () => {
  it('values at masked time steps have no influence', () => {
    const layer = built(fastLstm({ units: 6 }), x);
    const mask = tf.tensor2d(right, [3, 5], 'bool');
    const corrupted = tf.where(mask.expandDims(2).tile([1, 1, 4]), x, tf.fill(x.shape, Number.NaN));
    const [actual, expected] = [corrupted, x].map((input) => outputsAndGradients(layer, input, { mask }));
    expectClose(actual!.outputs, expected!.outputs, 1e-9);
    expectClose(actual!.gradients, expected!.gradients, 1e-9);
  });

  it('dropout acts in training only, with equal masks for equal seeds', () => {
    const config = { units: 6, dropout: 0.5, recurrentDropout: 0.5, seed: 3 };
    const outputs = (training: boolean) => [built(fastLstm(config), x).call(x, { training })].flat();
    expectClose(outputs(false), [built(fastLstm({ units: 6, seed: 3 }), x).call(x, {})].flat());
    expectClose(outputs(true), outputs(true));
    expect(tf.max(tf.abs(outputs(true)[0]!.sub(outputs(false)[0]!))).dataSync()[0]).toBeGreaterThan(0.01);
  });

  it.each(['dropout', 'recurrentDropout'])('one mask of %s holds for the whole sequence', (kind) => {
    const config = { units: 6, [kind]: 0.5, seed: 3, returnSequences: true };
    const [training, weights] = [true, weightsFor(4, 6)];
    const fast = built(fastLstm(config), x, weights);
    const drawn = fastLstm(config).masks.draw([3, kind === 'dropout' ? 4 : 6], 0.5);
    const masks = Object.assign(fast.masks, { draw: () => drawn });
    const actual = outputsAndGradients(Object.assign(fast, { masks }), x, { training });
    const dropoutFunc = () => drawn.mul(2);
    const stock = tf.layers.lstm({ ...config, dropoutFunc } as tf.LSTMLayerArgs);
    const expected = outputsAndGradients(built(stock, x, weights), x, { training });
    expectClose(actual.outputs, expected.outputs);
    expectClose(actual.gradients, expected.gradients, 1e-5);
  });

  it.each(['diagonal', 'output'] as const)('%s peepholes start at zero and get gradients', (peepholes) => {
    const layer = built(fastLstm({ units: 6, peepholes, seed: 1 }), x);
    const plain = built(fastLstm({ units: 6, seed: 1 }), x);
    expect(layer.getWeights().at(-1)!.shape).toEqual(peepholes === 'diagonal' ? [3, 6] : [6, 6]);
    expectClose([layer.call(x, {})].flat(), [plain.call(x, {})].flat());
    const { gradients } = outputsAndGradients(layer, x);
    expect(gradients.at(-1)!.abs().min().dataSync()[0]).toBeGreaterThan(0);
  });

  it('equal seeds give equal initial weights, and the two directions differ', () => {
    const kernel = (seed?: number, goBackwards = false) =>
      built(fastLstm({ units: 6, seed, goBackwards }), x).getWeights()[0]!;
    expectClose([kernel(1)], [kernel(1)], 1e-9);
    for (const other of [kernel(2), kernel(), kernel(1, true)])
      expect(kernel(1).sub(other).abs().max().dataSync()[0]).toBeGreaterThan(0.01);
    const both = built(tf.layers.bidirectional({ layer: fastLstm({ units: 6, seed: 1 }) }), x);
    expectClose([both.getWeights()[0]!, both.getWeights()[3]!], [kernel(1), kernel(1, true)], 1e-9);
  });

  it('regularizers add to the loss of the model', () => {
    const kernelRegularizer = tf.regularizers.l2({ l2: 1 });
    const layer = fastLstm({ units: 2, kernelRegularizer });
    const input = tf.input({ shape: [5, 4] });
    const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
    const [loss] = model.calculateLosses();
    expectClose([loss!], [layer.getWeights()[0]!.square().sum()], 1e-5);
  });

  it('weights satisfy their constraints after training', async () => {
    const layer = fastLstm({ units: 2, kernelConstraint: 'nonNeg', inputShape: [5, 4] });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(1) });
    await model.fit(x, normal([3, 2], 1), { epochs: 3, verbose: 0 });
    expect(layer.getWeights()[0]!.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
  });

  it('1,000 training steps leak no tensors', () => {
    const layer = built(fastLstm({ units: 2, dropout: 0.1, recurrentDropout: 0.1 }), x);
    const mask = tf.tensor2d(right, [3, 5], 'bool');
    const optimizer = tf.train.sgd(0.1);
    const loss = () => (layer.call(x, { mask, training: true }) as tf.Tensor).square().mean() as tf.Scalar;
    expect(() => optimizer.minimize(loss)).toLeakNoTensors({ times: isNative() ? 1000 : 20 });
  });

  it('training and prediction of a whole model leak no tensors', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 9, outputDim: 3, maskZero: true }),
        tf.layers.bidirectional({ layer: fastLstm({ units: 2, returnSequences: true }) }),
        meanOverTime(),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const optimizer = tf.train.adam();
    const ids = tf.tensor2d([3, 4, 0, 8, 0, 0], [2, 3], 'int32');
    const loss = () => (model.apply(ids, { training: true }) as tf.Tensor).square().mean() as tf.Scalar;
    expect(() => optimizer.minimize(loss)).toLeakNoTensors();
    expect(() => model.predict(ids)).toLeakNoTensors();
  });
});
