import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { dropout, fastLstm, maskStates, setMaskStates } from '../../lib/layers';
import '../tensor-leaks';
import { expectClose } from './gradients';

await ready();

const ones = tf.ones([40, 25, 20]);

/** Applies the layer in training and returns what it leaves of ones. */
function left(layer: tf.layers.Layer): tf.Tensor {
  return layer.call(ones, { training: true }) as tf.Tensor;
}

function sameNumbers(a: tf.Tensor, b: tf.Tensor): boolean {
  return a.sub(b).abs().max().dataSync()[0] === 0;
}

describe('dropout', () => {
  it('drops the share asked for, and keeps the mean', () => {
    const values = left(dropout({ rate: 0.3, seed: 1 }));
    const kept = values.greater(0).cast('float32');
    expect(kept.mean().dataSync()[0]).toBeCloseTo(0.7, 1.5);
    expect(values.mean().dataSync()[0]).toBeCloseTo(1, 1.5);
    expectClose([values], [kept.mul(1 / 0.7)]);
  });

  it('changes nothing outside training', () => {
    expectClose([dropout({ rate: 0.3 }).call(ones, {})].flat(), [ones], 1e-9);
  });

  it('draws the same masks from the same seed, and another one at each step', () => {
    const [a, b, other] = [1, 1, 2].map((seed) => dropout({ rate: 0.5, seed }));
    const first = left(a!);
    expect(sameNumbers(first, left(b!))).toBe(true);
    expect(sameNumbers(first, left(a!))).toBe(false);
    expect(sameNumbers(first, left(other!))).toBe(false);
  });

  it('can drop the same features at all steps of a sequence', () => {
    const values = left(dropout({ rate: 0.5, sameForAllSteps: true }));
    expect(sameNumbers(values, values.slice([0, 0, 0], [40, 1, 20]).tile([1, 25, 1]))).toBe(true);
    expect(sameNumbers(values, values.slice([0, 0, 0], [1, 25, 20]).tile([40, 1, 1]))).toBe(false);
  });

  it('sends gradients through what it kept', () => {
    const layer = dropout({ rate: 0.5, seed: 1 });
    const gradient = tf.grad((x) => layer.call(x, { training: true }))(ones);
    expectClose([gradient], [left(dropout({ rate: 0.5, seed: 1 }))]);
  });

  it.each([-0.1, 1, Number.NaN])('refuses a rate of %s', (rate) => {
    expect(() => dropout({ rate })).toThrow(`the rate must be at least 0 and below 1, not ${rate}`);
  });

  it('is the same layer after saving and loading', () => {
    const layer = dropout({ rate: 0.5, seed: 1, sameForAllSteps: true });
    const loaded = tf.serialization.SerializationMap.getMap().classNameMap['SeededDropout']![0];
    expect(sameNumbers(left(new loaded!(layer.getConfig()) as tf.layers.Layer), left(layer))).toBe(true);
  });

  it('leaves no tensor behind', () => {
    const layer = dropout({ rate: 0.5 });
    expect(() => left(layer)).toLeakNoTensors();
  });
});

describe('the state of a model’s masks', () => {
  const model = () =>
    tf.sequential({
      layers: [
        dropout({ rate: 0.5, name: 'words', inputShape: [25, 20] }),
        tf.layers.bidirectional({
          layer: fastLstm({ units: 3, name: 'lstm', recurrentDropout: 0.5 }),
          name: 'both',
        }),
        tf.layers.dense({ units: 1 }),
      ],
    });
  const train = (trained: tf.LayersModel) => trained.apply(ones, { training: true }) as tf.Tensor;

  it('lets another model go on with the same masks', () => {
    const [stopped, resumed] = [model(), model()];
    resumed.setWeights(stopped.getWeights());
    train(stopped);
    const states = JSON.parse(JSON.stringify(maskStates(stopped)));
    expect(Object.keys(states)).toEqual(['words', 'forward_lstm', 'backward_lstm']);
    const next = train(stopped);
    expect(sameNumbers(next, train(resumed))).toBe(false);
    setMaskStates(resumed, states);
    expect(sameNumbers(next, train(resumed))).toBe(true);
  });

  it('is refused where it is another model’s', () => {
    expect(() => setMaskStates(model(), { words: { seed: 1, step: 2 } })).toThrow(
      'no dropout state for layer forward_lstm, only for words',
    );
  });
});
