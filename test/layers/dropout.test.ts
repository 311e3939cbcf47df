import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { dropout, fastLstm, maskStates, setMaskStates } from '../../lib/layers';
import '../tensor-leaks';
import { expectClose } from './gradients';

await ready();

const ones = tf.ones([40, 25, 20]);

/** Applies the layer to ones in training mode. */
function dropped(layer: tf.layers.Layer): tf.Tensor {
  return layer.call(ones, { training: true }) as tf.Tensor;
}

function sameValues(a: tf.Tensor, b: tf.Tensor): boolean {
  return a.sub(b).abs().max().dataSync()[0] === 0;
}

describe('dropout', () => {
  it('drops the given rate of elements and keeps the mean', () => {
    const values = dropped(dropout({ rate: 0.3, seed: 1 }));
    const kept = values.greater(0).cast('float32');
    expect(kept.mean().dataSync()[0]).toBeCloseTo(0.7, 1.5);
    expect(values.mean().dataSync()[0]).toBeCloseTo(1, 1.5);
    expectClose([values], [kept.mul(1 / 0.7)]);
  });

  it('is the identity outside of training', () => {
    expectClose([dropout({ rate: 0.3 }).call(ones, {})].flat(), [ones], 1e-9);
  });

  it('equal seeds draw equal masks, and every step draws a new one', () => {
    const [a, b, other] = [1, 1, 2].map((seed) => dropout({ rate: 0.5, seed }));
    const first = dropped(a!);
    expect(sameValues(first, dropped(b!))).toBe(true);
    expect(sameValues(first, dropped(a!))).toBe(false);
    expect(sameValues(first, dropped(other!))).toBe(false);
  });

  it('sameForAllSteps drops the same features at all time steps of a sequence', () => {
    const values = dropped(dropout({ rate: 0.5, sameForAllSteps: true }));
    expect(sameValues(values, values.slice([0, 0, 0], [40, 1, 20]).tile([1, 25, 1]))).toBe(true);
    expect(sameValues(values, values.slice([0, 0, 0], [1, 25, 20]).tile([40, 1, 1]))).toBe(false);
  });

  it('only kept elements get a gradient', () => {
    const layer = dropout({ rate: 0.5, seed: 1 });
    const gradient = tf.grad((x) => layer.call(x, { training: true }))(ones);
    expectClose([gradient], [dropped(dropout({ rate: 0.5, seed: 1 }))]);
  });

  it('keeps its rate if the caller changes the configuration', () => {
    const config = { rate: 0.5, seed: 1 };
    const layer = dropout(config);
    config.rate = 0;
    expect(sameValues(dropped(layer), dropped(dropout({ rate: 0.5, seed: 1 })))).toBe(true);
  });

  it.each([-0.1, 1, Number.NaN])('a rate of %s throws', (rate) => {
    expect(() => dropout({ rate })).toThrow(`the rate must be at least 0 and below 1, not ${rate}`);
  });

  it('a saved and loaded layer draws the same masks', () => {
    const layer = dropout({ rate: 0.5, seed: 1, sameForAllSteps: true });
    const loaded = tf.serialization.SerializationMap.getMap().classNameMap['SeededDropout']![0];
    expect(sameValues(dropped(new loaded!(layer.getConfig()) as tf.layers.Layer), dropped(layer))).toBe(true);
  });

  it('the layer leaks no tensors', () => {
    const layer = dropout({ rate: 0.5 });
    expect(() => dropped(layer)).toLeakNoTensors();
  });
});

describe('maskStates and setMaskStates', () => {
  const model = () =>
    tf.sequential({
      layers: [
        dropout({ rate: 0.5, name: 'input', inputShape: [25, 20] }),
        tf.layers.bidirectional({
          layer: fastLstm({ units: 3, name: 'lstm', recurrentDropout: 0.5 }),
          name: 'both',
        }),
        tf.layers.dense({ units: 1 }),
      ],
    });
  const train = (trained: tf.LayersModel) => trained.apply(ones, { training: true }) as tf.Tensor;

  it('a model with restored mask states draws the masks that the first model would draw', () => {
    const [stopped, resumed] = [model(), model()];
    resumed.setWeights(stopped.getWeights());
    train(stopped);
    const states = JSON.parse(JSON.stringify(maskStates(stopped)));
    expect(Object.keys(states)).toEqual(['input', 'forward_lstm', 'backward_lstm']);
    const next = train(stopped);
    expect(sameValues(next, train(resumed))).toBe(false);
    setMaskStates(resumed, states);
    expect(sameValues(next, train(resumed))).toBe(true);
  });

  it('mask states of another model throw', () => {
    expect(() => setMaskStates(model(), { input: { seed: 1, step: 2 } })).toThrow(
      'no dropout state for layer forward_lstm, only for input',
    );
  });
});
