import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { randomFrom } from '../../lib/batches';
import { candidatesFor, softmaxLoss } from '../../lib/pretraining/sampled-softmax';
import { expectClose } from '../layers/gradients';
import '../tensor-leaks';

await ready();

describe('candidatesFor', () => {
  const targets = Int32Array.of(90, 3, 57, 90);
  const options = { vocabularySize: 100, frequent: 10, drawn: 20 };
  const found = candidatesFor(targets, { ...options, random: randomFrom(1) });

  it('candidates are the frequent ids, the targets and the drawn ids, each once', () => {
    expect([...found.ids.slice(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 90, 57]);
    expect(new Set(found.ids).size).toBe(32);
    expect([...found.labels].map((place) => found.ids[place])).toEqual([...targets]);
  });

  it('a corrected sum over the candidates is an unbiased estimate of the sum over the vocabulary', () => {
    const value = (id: number) => 1 + (id % 13);
    const all = Array.from({ length: 100 }, (_, id) => value(id)).reduce((sum, x) => sum + x);
    const random = randomFrom(2);
    const sums = Array.from({ length: 400 }, () => {
      const { ids, correction } = candidatesFor(targets, { ...options, random });
      return ids.reduce((sum, id, at) => sum + value(id) * Math.exp(correction[at]!), 0);
    });
    const mean = sums.reduce((sum, x) => sum + x) / sums.length;
    const error = Math.sqrt(sums.reduce((sum, x) => sum + (x - mean) ** 2, 0) / sums.length ** 2);
    expect(Math.abs(mean - all)).toBeLessThan(4 * error);
  });

  it('candidates are the whole vocabulary, uncorrected, if drawn exceeds it', () => {
    const { ids, correction } = candidatesFor(targets, {
      vocabularySize: 100,
      frequent: 10,
      drawn: 500,
      random: randomFrom(1),
    });
    expect(new Set(ids).size).toBe(100);
    expect(correction.every((c) => c === 0)).toBe(true);
  });
});

describe('softmaxLoss', () => {
  const guess = tf.tensor2d([1, -2, 0.5, 3], [2, 2]);
  const words = tf.tensor2d([0.3, -1, 2, 0.1, -0.7, 0.4], [3, 2]);
  const bias = tf.tensor1d([0.5, -0.2, 1]);
  const labels = tf.tensor1d([2, 0], 'int32');
  const fused = (outputs: tf.Tensor2D, embeddings: tf.Tensor2D, bias: tf.Tensor1D) =>
    softmaxLoss({ outputs, embeddings, bias }, labels);
  const plain = (guess: tf.Tensor2D, words: tf.Tensor2D, bias: tf.Tensor1D) =>
    tf.losses.softmaxCrossEntropy(tf.oneHot(labels, 3), guess.matMul(words, false, true).add(bias));
  const found = (loss: typeof fused | typeof plain) => {
    const { value, grads } = tf.valueAndGrads(loss as (...args: tf.Tensor[]) => tf.Tensor)([
      guess,
      words,
      bias,
    ]);
    return [value, ...grads];
  };

  it('loss and gradients are those of the softmax cross-entropy', () =>
    expectClose(found(fused), found(plain)));

  it('the loss leaks no tensors', () => expect(() => found(fused)).toLeakNoTensors());
});
