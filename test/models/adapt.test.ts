import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { padRows } from '../../lib/batches';
import { embedding, meanOverTime } from '../../lib/layers';
import { classLogits } from '../../lib/loss';
import { adaptModel, pretrainedModel } from '../../lib/models';
import { expectClose } from '../layers/gradients';

beforeAll(async () => {
  await ready();
});

const model = () => pretrainedModel({ vocabularySize: 9, dimensions: 3, units: 2, seed: 1 });
const ids = () => padRows([Int32Array.of(2, 4, 7), Int32Array.of(2, 8)]);
const logitsOf = (of: tf.LayersModel, input = ids()) => classLogits(of.apply(input) as tf.Tensor2D);

describe('adaptModel', () => {
  it('with the same classes and words, the copy predicts the same, and training it leaves the original', async () => {
    const original = model();
    const copy = await adaptModel(original, { classes: [0, 1], seed: 3 });
    expectClose([logitsOf(copy)], [logitsOf(original)]);
    const before = logitsOf(original).arraySync();
    copy.setWeights(copy.getWeights().map((weight) => weight.add(1)));
    expect(logitsOf(original).arraySync()).toEqual(before);
  });

  it('classes in another order swap their logits', async () => {
    const original = model();
    const swapped = await adaptModel(original, { classes: [1, 0], seed: 3 });
    const [probabilities, others] = [original, swapped].map((one) => tf.softmax(logitsOf(one)));
    expectClose([others!], [probabilities!.reverse(1)]);
  });

  it('kept classes keep their logits beside a new one', async () => {
    const original = model();
    const three = await adaptModel(original, { classes: [0, undefined, 1], seed: 3 });
    expect(three.outputShape).toEqual([null, 3]);
    expectClose([logitsOf(three).gather([0, 2], 1)], [logitsOf(original)]);
    const [, fresh] = tf.split(logitsOf(three), 3, 1);
    expect(fresh!.abs().min().arraySync()).toBeGreaterThan(0);
  });

  it('an output layer without bias has a bias of 0', async () => {
    const original = tf.sequential({
      layers: [
        embedding({ inputDim: 9, outputDim: 3, seed: 1 }),
        meanOverTime(),
        tf.layers.dense({ units: 2, useBias: false }),
      ],
    });
    const swapped = await adaptModel(original, { classes: [1, 0], seed: 3 });
    const [before, after] = [original, swapped].map((one) => tf.softmax(logitsOf(one)));
    expectClose([after!], [before!.reverse(1)]);
  });

  it('new classes depend on the seed', async () => {
    const fresh = async (seed: number) =>
      logitsOf(await adaptModel(model(), { classes: [undefined, undefined, undefined], seed })).arraySync();
    expect(await fresh(1)).toEqual(await fresh(1));
    expect(await fresh(1)).not.toEqual(await fresh(2));
  });

  it('new tokens have the given vectors, and the others theirs', async () => {
    const original = model();
    const newVectors = {
      forward_embedding: Float32Array.of(1, 2, 3, 4, 5, 6),
      backward_embedding: Float32Array.of(6, 5, 4, 3, 2, 1),
    };
    const larger = await adaptModel(original, { classes: [0, 1], newVectors, seed: 3 });
    expectClose([logitsOf(larger)], [logitsOf(original)]);
    const [table] = larger.getLayer('backward_embedding').getWeights();
    expectClose([table!.slice([9, 0])], [tf.tensor2d([6, 5, 4, 3, 2, 1], [2, 3])]);
    expect(logitsOf(larger, padRows([Int32Array.of(10)])).shape).toEqual([1, 2]);
  });

  it('a chain of layers works, too', async () => {
    const chain = tf.sequential({
      layers: [
        embedding({ inputDim: 9, outputDim: 3, seed: 1 }),
        meanOverTime(),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const copy = await adaptModel(chain, { classes: [2, 0], seed: 3 });
    const [first, , third] = tf.split(logitsOf(chain), 3, 1);
    expectClose([logitsOf(copy)], [tf.concat([tf.zerosLike(first!), first!.sub(third!)], 1)]);
  });

  it('an output layer with an activation is refused', async () => {
    const softmax = tf.sequential({
      layers: [
        embedding({ inputDim: 9, outputDim: 3 }),
        meanOverTime(),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    await expect(adaptModel(softmax, { classes: [0, 1], seed: 1 })).rejects.toThrow(
      /only a dense layer without activation/,
    );
  });

  it('the copy is disposed whole', async () => {
    const original = model();
    const copy = async () => (await adaptModel(original, { classes: [0, undefined, 1], seed: 3 })).dispose();
    await copy();
    const before = tf.memory().numTensors;
    await copy();
    expect(tf.memory().numTensors).toBe(before);
  });
});
