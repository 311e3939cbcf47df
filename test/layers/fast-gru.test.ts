import { afterEach, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { backendInfo, type FastGruConfig, fastGru, type KernelName, setKernel } from '../../lib/layers';
import '../tensor-leaks';
import { type Call, expectClose, normal, outputsAndGradients } from './gradients';
import { built, masks, right, savedAndLoaded, written, x } from './layer-cases';

await ready();

function weightsFor({ units, useBias, resetAfter }: FastGruConfig): tf.Tensor[] {
  const bias = normal(resetAfter ? [2, 3 * units] : [3 * units], 3);
  const weights = [normal([4, 3 * units], 1), normal([units, 3 * units], 2), bias];
  return useBias === false ? weights.slice(0, 2) : weights;
}

function expectAsStock(config: FastGruConfig, call: Call = {}): void {
  const weights = weightsFor(config);
  const fast = outputsAndGradients(built(fastGru(config), x, weights), x, call);
  const stock = outputsAndGradients(built(tf.layers.gru({ ...config }), x, weights), x, call);
  expectClose(fast.outputs, stock.outputs);
  expectClose(fast.gradients, stock.gradients, 1e-5);
}

describe('fastGru, compared with tf.layers.gru', () => {
  describe.each(['no mask', ...Object.keys(masks)])('with %s', (kind) => {
    const rows = masks[kind];
    const mask = rows && tf.tensor2d(rows, [3, 5], 'bool');

    it.each<[string, Partial<FastGruConfig>]>([
      ['the last output', {}],
      ['all outputs', { returnSequences: true }],
      ['the state', { returnState: true }],
      ['goBackwards, all outputs', { goBackwards: true, returnSequences: true }],
      ['sigmoid gates', { recurrentActivation: 'sigmoid' }],
      ['other activations', { activation: 'softsign', returnSequences: true }],
      ['no bias', { useBias: false }],
    ])('outputs and gradients are equal: %s', (_, config) => {
      expectAsStock({ units: 6, ...config }, { mask });
    });

    it('outputs and gradients are equal with an initial state', () => {
      expectAsStock({ units: 6, returnSequences: true }, { mask, initialState: [normal([3, 6], 5)] });
    });
  });

  it('the configuration is equal, with the same defaults', () => {
    const { recurrentInitializer, ...fast } = written(fastGru({ name: 'gru', units: 6 }));
    expect(written(tf.layers.gru({ name: 'gru', units: 6 }))).toMatchObject(fast);
    expect(fast['recurrentActivation']).toBe('hardSigmoid');
  });

  it.each(['dropout', 'recurrentDropout'])('one mask of %s holds for the whole sequence', (kind) => {
    const config: FastGruConfig = { units: 6, [kind]: 0.5, returnSequences: true };
    const drawn = normal([3, kind === 'dropout' ? 4 : 6], 8)
      .greater(0)
      .cast('float32')
      .mul(2);
    const both = [fastGru, tf.layers.gru].map((layer) =>
      outputsAndGradients(
        built(layer({ ...config, dropoutFunc: () => drawn.clone() }), x, weightsFor(config)),
        x,
        {
          training: true,
        },
      ),
    );
    expectClose(both[0]!.outputs, both[1]!.outputs);
    expectClose(both[0]!.gradients, both[1]!.gradients, 1e-5);
  });

  it('a stateful one predicts, trains and resets as tf.layers.gru does', async () => {
    const config = { units: 2, stateful: true, batchInputShape: [3, 5, 4] } as FastGruConfig;
    const results = [];
    for (const layer of [fastGru(config), tf.layers.gru(config)]) {
      const model = tf.sequential({ layers: [layer] });
      model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
      model.setWeights(weightsFor({ units: 2 }));
      const predicted = () => [...(model.predict(x, { batchSize: 3 }) as tf.Tensor).dataSync()];
      const outputs = [predicted(), predicted()];
      const fitted = { batchSize: 3, epochs: 2, shuffle: false, verbose: 0 } as const;
      const { history } = await model.fit(x, tf.ones([3, 2]), fitted);
      model.resetStates();
      results.push([...outputs, history['loss'] as number[], predicted()].flat());
    }
    expectClose([tf.tensor1d(results[0]!)], [tf.tensor1d(results[1]!)], 1e-5);
  });
});

describe('fastGru', () => {
  afterEach(() => setKernel(undefined));

  it('a kernel of another name is refused, and the one before stays', () => {
    setKernel('ops');
    expect(() => setKernel('gpu' as KernelName)).toThrow(
      new RangeError('there is no kernel "gpu": use native, tensorflow, wasm, ops'),
    );
    expect(backendInfo().kernel).toBe('ops');
  });

  it('keeps its configuration if the caller changes that', () => {
    const config = { units: 2, resetAfter: true };
    const layer = built(fastGru(config), x, weightsFor(config));
    const before = [layer.call(x)].flat();
    config.resetAfter = false;
    expectClose([layer.call(x)].flat(), before, 1e-9);
  });

  it.each<KernelName>(['native', 'tensorflow', 'wasm', 'ops'])(
    'has the same outputs and gradients with kernel %s, or where it has none',
    (kernel) => {
      const mask = tf.tensor2d(masks['holes']!, [3, 5], 'bool');
      for (const resetAfter of [false, true]) {
        const config = { units: 6, resetAfter, returnSequences: true, returnState: true };
        const results = (name: KernelName | undefined) => {
          setKernel(name);
          const layer = built(fastGru({ ...config, recurrentDropout: 0.5, seed: 1 }), x, weightsFor(config));
          return outputsAndGradients(layer, x, { mask, initialState: [normal([3, 6], 5)] });
        };
        const [expected, actual] = [results('ops'), results(kernel)];
        expectClose(actual.outputs, expected.outputs);
        expectClose(actual.gradients, expected.gradients, 1e-5);
      }
    },
  );

  it('equals tf.layers.gru with resetAfter, too, if all of the output is reset alike', () => {
    // With one unit, the product with the recurrent kernel and the reset gate can change places.
    const [kernel, recurrentKernel, bias] = weightsFor({ units: 1 }) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const stock = outputsAndGradients(
      built(tf.layers.gru({ units: 1 }), x, [kernel, recurrentKernel, bias]),
      x,
    );
    const both = tf.stack([bias, tf.zerosLike(bias)]);
    const after = outputsAndGradients(
      built(fastGru({ units: 1, resetAfter: true }), x, [kernel, recurrentKernel, both]),
      x,
    );
    expectClose(after.outputs, stock.outputs);
    expectClose(after.gradients.slice(0, 3), stock.gradients.slice(0, 3), 1e-5);
  });

  it.each([false, true])(
    'a saved and loaded model predicts the same with resetAfter %s',
    async (resetAfter) => {
      const layer = fastGru({ units: 3, resetAfter, seed: 5, dropout: 0.2, inputShape: [null, 4] });
      const model = tf.sequential({ layers: [tf.layers.masking({ inputShape: [null, 4] }), layer] });
      model.setWeights(weightsFor({ units: 3, resetAfter }));
      const loaded = await savedAndLoaded(model);
      expectClose([loaded.predict(x)].flat(), [model.predict(x)].flat(), 1e-9);
      expect(written(loaded.layers[1]!)).toEqual(written(model.layers[1]!));
    },
  );

  it('the bias of resetAfter is regularized and constrained', async () => {
    const layer = fastGru({
      units: 2,
      resetAfter: true,
      biasInitializer: 'ones',
      biasRegularizer: tf.regularizers.l2({ l2: 1 }),
      biasConstraint: 'nonNeg',
      inputShape: [5, 4],
    });
    const model = tf.sequential({ layers: [layer] });
    expectClose(layer.calculateLosses(), [tf.scalar(12)]);
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(1) });
    await model.fit(x, normal([3, 2], 1), { epochs: 3, verbose: 0 });
    expect(layer.getWeights()[2]!.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
  });

  it('training steps leak no tensors', () => {
    const layer = built(fastGru({ units: 2, resetAfter: true, dropout: 0.1, recurrentDropout: 0.1 }), x);
    const mask = tf.tensor2d(right, [3, 5], 'bool');
    const optimizer = tf.train.sgd(0.1);
    const loss = () => (layer.call(x, { mask, training: true }) as tf.Tensor).square().mean() as tf.Scalar;
    expect(() => optimizer.minimize(loss)).toLeakNoTensors({ times: 20 });
  });
});
