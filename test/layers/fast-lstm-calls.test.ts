import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type FastLstmConfig, fastLstm } from '../../lib/layers';
import '../tensor-leaks';
import { expectClose, normal, outputsAndGradients } from './gradients';
import { built, masks, right, weightsFor, written, x } from './layer-cases';

await ready();

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

  it.each(['int32', 'float32'] as const)('a mask of type %s is false only at 0', (dtype) => {
    const layer = built(fastLstm({ units: 2, returnSequences: true }), x);
    const numbers = dtype === 'int32' ? [255, 256, 512, 7, -1] : [255, 256, 512, 0.5, -1];
    const mask = tf.tensor2d(
      right.map((row) => row.map((step, n) => step && numbers[n]!)),
      [3, 5],
      dtype,
    );
    const expected = layer.call(x, { mask: tf.tensor2d(right, [3, 5], 'bool') });
    expectClose([layer.call(x, { mask })].flat(), [expected].flat(), 1e-9);
  });

  it('a layer keeps its configuration if the caller changes that', () => {
    const config = { units: 2, zeroOutputForMask: true, returnSequences: true };
    const layer = built(fastLstm(config), x);
    const mask = tf.tensor2d(right, [3, 5], 'bool');
    const before = [layer.call(x, { mask })].flat();
    config.zeroOutputForMask = false;
    expectClose([layer.call(x, { mask })].flat(), before, 1e-9);
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
