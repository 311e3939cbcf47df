import { describe, expect, it, vi } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type FastLSTM, fastLstm } from '../../lib/layers';
import { expectClose, normal } from './gradients';
import { built, masks, savedAndLoaded, weightsFor, written, x } from './layer-cases';

await ready();

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

  it('weights of two bidirectional layers that were made from one layer count once each', async () => {
    const layer = fastLstm({ units: 2, kernelRegularizer: l2, ...ones });
    const [one, other] = [1, 2].map(() =>
      tf.layers.bidirectional({ layer, inputShape: [5, 4] } as Parameters<typeof tf.layers.bidirectional>[0]),
    );
    const inputs = tf.input({ shape: [5, 4] });
    const outputs = [one!, other!].map((both) => both.apply(inputs) as tf.SymbolicTensor);
    const penalty = async (output: tf.SymbolicTensor) => {
      const model = tf.model({ inputs, outputs: output });
      model.compile({ loss: (_, y) => y.sum().mul(0), optimizer: tf.train.sgd(0) });
      return model.trainOnBatch(x, tf.zeros([3, output.shape[1] as number]));
    };
    expect(await penalty(outputs[0]!)).toBe(64);
    expect(await penalty(outputs[1]!)).toBe(64);
    expect(await penalty(tf.layers.concatenate().apply(outputs) as tf.SymbolicTensor)).toBe(128);
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
