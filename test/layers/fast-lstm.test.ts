import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isNative, ready, tf } from '../../lib/backend';
import { type FastLSTM, type FastLstmConfig, fastLstm, meanOverTime } from '../../lib/layers';
import '../tensor-leaks';
import { type Call, expectClose, normal, outputsAndGradients } from './gradients';

await ready();

/** Builds a layer for inputs like `x`, with the given weights. */
function built<L extends tf.layers.Layer>(layer: L, x: tf.Tensor3D, weights?: tf.Tensor[]): L {
  layer.apply(tf.input({ shape: [null, x.shape[2]] }));
  if (weights) layer.setWeights(weights);
  return layer;
}

function weightsFor(input: number, units: number): tf.Tensor[] {
  return [normal([input, 4 * units], 1), normal([units, 4 * units], 2), normal([4 * units], 3)];
}

/** Expects fastLstm and tf.layers.lstm to agree if they have the same weights. */
function expectAsStock(config: FastLstmConfig, x: tf.Tensor3D, call: Call = {}): void {
  const weights = weightsFor(x.shape[2], config.units).slice(0, config.useBias === false ? 2 : 3);
  const fast = outputsAndGradients(built(fastLstm(config), x, weights), x, call);
  const stock = outputsAndGradients(built(tf.layers.lstm({ ...config }), x, weights), x, call);
  expectClose(fast.outputs, stock.outputs);
  expectClose(fast.gradients, stock.gradients, 1e-5);
}

const x = normal<tf.Rank.R3>([3, 5, 4], 4);

const right = [
  [1, 1, 1, 0, 0],
  [1, 0, 0, 0, 0],
  [1, 1, 1, 1, 0],
];
const masks: Record<string, number[][]> = {
  'right padding': right,
  'left padding': right.map((row) => [...row].reverse()),
  holes: [
    [1, 0, 1, 0, 1],
    [0, 1, 0, 0, 1],
    [0, 1, 1, 1, 0],
  ],
  'a row of padding only': [[0, 0, 0, 0, 0], ...right.slice(1)],
  'nothing but padding': right.map((row) => row.map(() => 0)),
};

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

describe('fastLstm, with what a caller may hand over', () => {
  it.each([[[2, 5]], [[3, 4]], [[1, 5]], [[3, 5, 2]]])('a mask of shape %j is refused', (shape) => {
    const layer = built(fastLstm({ units: 2, name: 'lstm' }), x);
    expect(() => layer.apply(x, { mask: tf.ones(shape, 'bool') })).toThrow(
      `lstm: the mask is [${shape}], but the input [3,5,4] needs one of [3,5]`,
    );
  });

  it('a mask may have an axis of units', () => {
    const layer = built(fastLstm({ units: 2 }), x);
    const mask = tf.tensor2d(right, [3, 5], 'bool');
    expectClose([layer.call(x, { mask: mask.expandDims(2) })].flat(), [layer.call(x, { mask })].flat());
  });

  it('a wrong number or shape of initial states is refused', () => {
    const layer = built(fastLstm({ units: 2, name: 'lstm' }), x);
    const call = (...shapes: number[][]) =>
      layer.call(x, { initialState: shapes.map((shape) => tf.ones(shape)) });
    expect(() => call([3, 2])).toThrow('lstm: RNN layer has 2 state(s) but was passed 1 initial state(s)');
    expect(() => call([3, 2], [2, 2])).toThrow('lstm: an initial state is [2,2], not [3,2]');
  });

  it.each(['int32', 'bool'] as const)('inputs and states of type %s are cast', (dtype) => {
    const layer = built(fastLstm({ units: 2 }), x);
    const ones = (type: tf.DataType) =>
      [
        layer.call(tf.ones([3, 5, 4], type), {
          initialState: [tf.ones([3, 2], type), tf.ones([3, 2], type)],
        }),
      ].flat();
    expectClose(ones(dtype), ones('float32'));
  });

  it.each([
    ['an empty batch', [0, 5]],
    ['no time steps', [3, 0]],
  ])('%s: the states stay as they are, and the weights have no gradient', (_, [batch, time]) => {
    const config = { units: 2, returnSequences: true, returnState: true };
    const layer = built(fastLstm(config), x);
    const input = tf.zeros<tf.Rank.R3>([batch!, time!, 4]);
    const mask = tf.ones<tf.Rank.R2>([batch!, time!], 'bool');
    const initialState = [normal([batch!, 2], 1), normal([batch!, 2], 2)];
    const { outputs, gradients } = outputsAndGradients(layer, input, { mask, initialState });
    expect(outputs[0]!.shape).toEqual([batch, time, 2]);
    expect(outputs.slice(1).map((state) => state.arraySync())).toEqual(
      initialState.map((state) => state.arraySync()),
    );
    for (const gradient of gradients.slice(1)) expect(Math.max(...gradient.abs().dataSync())).toBe(0);
    expect((fastLstm({ units: 2 }).apply(input) as tf.Tensor).shape).toEqual([batch, 2]);
  });

  it('zeroOutputForMask: outputs at masked time steps are zero, states are not', () => {
    const config = { units: 2, returnSequences: true, returnState: true, seed: 1 };
    const mask = tf.tensor2d(masks['holes']!, [3, 5], 'bool');
    for (const goBackwards of [false, true]) {
      const [output, ...states] = built(fastLstm({ ...config, goBackwards }), x).call(x, {
        mask,
      }) as tf.Tensor[];
      const zeroed = built(fastLstm({ ...config, goBackwards, zeroOutputForMask: true }), x);
      const kept = (goBackwards ? mask.cast('int32').reverse(1) : mask).expandDims(2).cast('float32');
      expectClose([zeroed.call(x, { mask })].flat(), [output!.mul(kept), ...states]);
      expect(written(zeroed)['zeroOutputForMask']).toBe(true);
    }
  });

  it('an infinity in one row leaves the gradients of other rows and of other inputs finite', () => {
    const weights = weightsFor(4, 6);
    const values = x.arraySync() as number[][][];
    values[1]![2]![3] = Number.POSITIVE_INFINITY;
    const infinite = tf.tensor3d(values);
    const nans = (layer: tf.layers.Layer) =>
      outputsAndGradients(built(layer, x, weights), infinite, {
        mask: tf.tensor2d(masks['holes']!, [3, 5], 'bool'),
      }).gradients.map((gradient) => [...gradient.dataSync()].filter(Number.isNaN).length);
    const config = { units: 6, recurrentActivation: 'sigmoid' } as const;
    // Those of the row whose mask hides it, too.
    expect(nans(fastLstm(config)).reduce((sum, count) => sum + count)).toBeLessThanOrEqual(
      nans(tf.layers.lstm(config)).reduce((sum, count) => sum + count),
    );
  });

  it('a row without time steps may hold anything', () => {
    const layer = built(fastLstm({ units: 6 }), x, weightsFor(4, 6));
    const mask = tf.tensor2d([[0, 0, 0, 0, 0], ...right.slice(1)], [3, 5], 'bool');
    const first = tf
      .tensor3d([[[1]], [[0]], [[0]]])
      .cast('bool')
      .tile([1, 5, 4]);
    const corrupted = tf.where(first, tf.fill(x.shape, Number.NaN), x);
    const [actual, expected] = [corrupted, x].map((input) => outputsAndGradients(layer, input, { mask }));
    expectClose(actual!.outputs, expected!.outputs);
    expectClose(actual!.gradients, expected!.gradients);
  });

  it('activations without bounds do not overflow after the end of a short row', () => {
    const config = { units: 6, activation: 'relu', returnState: true } as const;
    const long = normal<tf.Rank.R3>([2, 300, 4], 1, 1);
    const mask = tf
      .range(0, 300)
      .expandDims(0)
      .less(tf.tensor2d([[2], [20]])) as tf.Tensor2D;
    const weights = weightsFor(4, 6).map((weight) => weight.mul(3));
    const fast = outputsAndGradients(built(fastLstm(config), long, weights), long, { mask });
    const largest = Math.max(...fast.gradients.map((gradient) => gradient.abs().max().dataSync()[0]!));
    expect(largest).toBeLessThan(Infinity);
  });
});

describe('a stateful fastLstm', () => {
  const batchInputShape = [3, 5, 4];
  const modelOf = (layer: tf.layers.Layer) => {
    const model = tf.sequential({
      layers: [layer, tf.layers.dense({ units: 1, kernelInitializer: 'ones' })],
    });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
    return model;
  };
  const both = (layer: tf.layers.Layer) =>
    tf.layers.bidirectional({ layer: layer as tf.RNN, batchInputShape } as BidirectionalArgs);
  type BidirectionalArgs = Parameters<typeof tf.layers.bidirectional>[0];

  it.each([
    ['alone', (layer: tf.layers.Layer) => layer],
    ['in a bidirectional layer', both],
  ])('%s: predicts, trains and resets as tf.layers.lstm does', async (_, wrapped) => {
    const config = { units: 2, stateful: true, batchInputShape } as FastLstmConfig;
    const models = [fastLstm(config), tf.layers.lstm(config)].map((layer) => modelOf(wrapped(layer)));
    const weights = models[0]!.getWeights().map(({ shape }, n) => normal(shape, n));
    const results = [];
    for (const model of models) {
      model.setWeights(weights);
      const predicted = () => [...(model.predict(x, { batchSize: 3 }) as tf.Tensor).dataSync()];
      const outputs = [predicted(), predicted()];
      expect(outputs[0]).not.toEqual(outputs[1]);
      const { history } = await model.fit(x, tf.ones([3, 1]), {
        batchSize: 3,
        epochs: 3,
        shuffle: false,
        verbose: 0,
      });
      model.resetStates();
      outputs.push(predicted(), history['loss'] as number[]);
      results.push(outputs.flat());
    }
    expectClose([tf.tensor1d(results[0]!)], [tf.tensor1d(results[1]!)], 1e-5);
  });

  it('states can be set, and do not leak', () => {
    const layer = fastLstm({ units: 2, stateful: true, batchInputShape } as FastLstmConfig);
    layer.apply(x);
    const states = [normal([3, 2], 1), normal([3, 2], 2)];
    layer.resetStates(states);
    const stateless = built(fastLstm({ units: 2 }), x, layer.getWeights());
    expectClose([layer.apply(x) as tf.Tensor], [stateless.call(x, { initialState: states })].flat());
    const optimizer = tf.train.sgd(0.1);
    const loss = () => (layer.call(x, { training: true }) as tf.Tensor).square().mean() as tf.Scalar;
    expect(() => optimizer.minimize(loss)).toLeakNoTensors({ times: 10 });
  });

  it('without a batch size it is refused', () => {
    expect(() =>
      fastLstm({ units: 2, stateful: true, inputShape: [5, 4] }).apply(tf.input({ shape: [5, 4] })),
    ).toThrow(/needs to know its batch size/);
  });
});

describe('regularization of fastLstm', () => {
  const losses = async (layer: tf.layers.Layer) => {
    const model = tf.sequential({ layers: [layer] });
    model.compile({ loss: (_, y) => y.sum().mul(0), optimizer: tf.train.sgd(0) });
    const targets = tf.zeros([3, model.outputShape[1] as number]);
    const { history } = await model.fit(x, targets, { epochs: 2, verbose: 0 });
    return history['loss'] as number[];
  };
  const l2 = tf.regularizers.l2({ l2: 1 });
  const ones = { kernelInitializer: 'ones' as const, inputShape: [5, 4] };

  it('weights in a bidirectional layer count in both directions', async () => {
    const layer = () => fastLstm({ units: 2, kernelRegularizer: l2, ...ones });
    const both = tf.layers.bidirectional({ layer: layer(), inputShape: [5, 4] } as Parameters<
      typeof tf.layers.bidirectional
    >[0]);
    expect(await losses(layer())).toEqual([32, 32]); // 4 inputs, 4 gates, 2 units
    expect(await losses(both)).toEqual([64, 64]);
  });

  it('activityRegularizer counts the outputs in each training step, divided by the batch size', async () => {
    const layer = fastLstm({ units: 2, activityRegularizer: l2, seed: 1, inputShape: [5, 4] });
    const [first, second] = await losses(layer);
    const outputs = layer.apply(x) as tf.Tensor;
    expect(first).toBeCloseTo(outputs.square().sum().dataSync()[0]! / 3, 5);
    expect(second).toBeCloseTo(first!, 5);
    const loaded = await savedAndLoaded(tf.sequential({ layers: [layer] }));
    expect(written(loaded.layers[0]!)).toEqual(written(layer));
  });

  it('activityRegularizer counts in a bidirectional layer, and changes the weights', async () => {
    const layer = fastLstm({ units: 2, activityRegularizer: 'l1l2', inputShape: [5, 4] });
    const both = tf.layers.bidirectional({ layer, inputShape: [5, 4] } as Parameters<
      typeof tf.layers.bidirectional
    >[0]);
    const model = tf.sequential({ layers: [both] });
    model.compile({ loss: (_, y) => y.sum().mul(0), optimizer: tf.train.sgd(10) });
    const { history } = await model.fit(x, tf.zeros([3, 4]), { epochs: 9, verbose: 0 });
    const loss = history['loss'] as number[];
    expect(loss.at(-1)).toBeLessThan(loss[0]!);
    const step = async () => void (await model.fit(x, tf.zeros([3, 4]), { epochs: 1, verbose: 0 }));
    await step();
    const before = tf.memory().numTensors;
    await step();
    await step();
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(4); // the targets of the two steps
  });
});

describe('second derivatives of fastLstm', () => {
  it('an activation that tfjs differentiates wrong is refused by name', () => {
    const layer = built(fastLstm({ units: 2, activation: 'elu' }), x);
    const slope = tf.grad((input) => (layer.call(input, {}) as tf.Tensor).sum());
    expect(slope(x).shape).toEqual(x.shape);
    expect(() => tf.grad((input) => slope(input).square().sum())(x)).toThrow(
      /no right second derivative of elu/,
    );
  });

  it.each(['sigmoid', 'hardSigmoid'] as const)(
    'a gradient penalty is right with %s gates',
    (recurrentActivation) => {
      const layer = built(fastLstm({ units: 3, recurrentActivation }), x);
      const weights = weightsFor(4, 3);
      const mask = tf.tensor2d(masks['holes']!, [3, 5], 'bool');
      const penalty = () =>
        tf
          .grad((input) => (layer.call(input, { mask }) as tf.Tensor).sum())(x)
          .square()
          .sum()
          .mul(10) as tf.Scalar;
      layer.setWeights(weights);
      const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const { grads } = tf.variableGrads(penalty, variables);
      for (const [n, { name }] of variables.entries()) {
        const direction = normal(weights[n]!.shape, 9, 1);
        const at = (step: number) => {
          layer.setWeights(weights.map((weight, m) => (m === n ? weight.add(direction.mul(step)) : weight)));
          return penalty().dataSync()[0]!;
        };
        const slope = (at(1e-2) - at(-1e-2)) / 2e-2;
        const expected = grads[name]!.mul(direction).sum().dataSync()[0]!;
        expect(Math.abs(slope - expected)).toBeLessThan(0.01 * Math.max(1, Math.abs(expected)));
      }
    },
  );
});

describe('a model with fastLstm', () => {
  it.each<[string, () => tf.RNN | tf.layers.Layer]>([
    ['one direction', () => fastLstm({ units: 3, seed: 5, dropout: 0.2, unitForgetBias: true })],
    ['peepholes', () => fastLstm({ units: 3, peepholes: 'diagonal' })],
    ['both directions', () => tf.layers.bidirectional({ layer: fastLstm({ units: 3 }) })],
  ])('a saved and loaded model predicts the same with %s', async (_, layer) => {
    const model = tf.sequential({ layers: [tf.layers.masking({ inputShape: [null, 4] }), layer()] });
    model.setWeights(model.getWeights().map((weight, n) => normal(weight.shape, n)));
    const loaded = await savedAndLoaded(model);
    expectClose([loaded.predict(x)].flat(), [model.predict(x)].flat(), 1e-9);
    expect(written(loaded.layers[1]!)).toEqual(written(model.layers[1]!));
  });

  it('the initial state can be a model input, also in a loaded model', async () => {
    vi.spyOn(console, 'warn').mockReturnValue(); // tfjs: the state is not in the configuration
    const inputs = [tf.input({ shape: [5, 4] }), tf.input({ shape: [3] }), tf.input({ shape: [3] })];
    const outputs = fastLstm({ units: 3 }).apply(inputs[0]!, { initialState: inputs.slice(1) });
    const model = tf.model({ inputs, outputs: outputs as tf.SymbolicTensor });
    const values = [x, normal([3, 3], 1), normal([3, 3], 2)];
    const loaded = await savedAndLoaded(model);
    expectClose([loaded.predict(values)].flat(), [model.predict(values)].flat(), 1e-9);
    const layer = model.layers.at(-1) as FastLSTM;
    expectClose([model.predict(values)].flat(), [layer.call(x, { initialState: values.slice(1) })].flat());
  });
});

/** Returns a layer's configuration as it is saved, without unset entries. */
function written(layer: tf.layers.Layer): Record<string, unknown> {
  const json = JSON.stringify(layer.getConfig());
  return JSON.parse(json, (_, value) => value ?? undefined);
}

async function savedAndLoaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = JSON.parse(JSON.stringify(artifacts));
      saved!.weightData = artifacts.weightData;
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
    }),
  );
  return tf.loadLayersModel(tf.io.fromMemory(saved!));
}
