import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { encodeReviews, padRows, trainingBatches } from '../../lib/batches';
import { evaluate } from '../../lib/evaluation';
import { shorterThan, THEANO, type TheanoConfig, theanoModel, theanoOptimizer } from '../../lib/models';
import { buildVocabulary } from '../../lib/text';
import { train } from '../../lib/training';
import { expectClose } from '../layers/gradients';
import { SENTENCES } from './sentences';
import { tokensOf } from './snippets';

beforeAll(async () => {
  await ready();
});

const small = (config: Partial<TheanoConfig> = {}) => theanoModel({ nWords: 40, dimProj: 6, ...config });
const ids = () => padRows([Int32Array.of(4, 5, 6, 4), Int32Array.of(7, 8)]);
const logits = (model: tf.LayersModel, of = ids()) => model.predict(of) as tf.Tensor2D;
const trainingLogits = (model: tf.LayersModel) => model.apply(ids(), { training: true }) as tf.Tensor2D;

/** Returns copies of weights: word vectors W, kernel, recurrent kernel and bias of the LSTM, U, b. */
const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.clone());

describe('the Theano network', () => {
  it('has the parameters of its script', () => {
    const [words, size] = [THEANO.nWords, 128];
    const lstm = 4 * size * (size + size + 1);
    expect(theanoModel().countParams()).toBe(words * size + lstm + (size + 1) * 2);
  });

  it('has a matrix more where its output gate sees the cells', () => {
    expect(small({ outputGate: 'eq5' }).countParams()).toBe(small().countParams() + 6 * 6);
  });

  it("starts as its script: small word vectors above 0, each gate's matrices orthogonal, no bias", () => {
    const [embedding, kernel, recurrent, lstmBias, u, b] = weightsOf(
      theanoModel({ nWords: 500, dimProj: 20 }),
    ) as [tf.Tensor, tf.Tensor2D, tf.Tensor2D, tf.Tensor, tf.Tensor, tf.Tensor];
    expect(embedding.min().dataSync()[0]).toBeGreaterThanOrEqual(0);
    expect(embedding.max().dataSync()[0]).toBeLessThanOrEqual(Math.fround(0.01));
    expect(embedding.mean().dataSync()[0]).toBeCloseTo(0.005, 4);
    for (const matrix of [kernel, recurrent])
      for (const gate of tf.split(matrix, 4, 1)) expectClose([gate.matMul(gate, true)], [tf.eye(20)], 1e-5);
    expectClose([lstmBias, b], [tf.zeros([80]), tf.zeros([2])]);
    const deviation = tf.moments(u).variance.sqrt().dataSync()[0]!;
    expect(deviation).toBeGreaterThan(0.006);
    expect(deviation).toBeLessThan(0.014);
  });

  it('opens the forget gate where that is asked for', () => {
    const bias = weightsOf(small({ unitForgetBias: true }))[3]!;
    expectClose([bias], [tf.concat([tf.zeros([6]), tf.ones([6]), tf.zeros([12])])]);
  });

  it('says the same by equations 5 and 7 while V_o is 0, and something else when it is not', () => {
    const [eq7, eq5] = [small({ seed: 8 }), small({ seed: 8, outputGate: 'eq5' })];
    const grown = eq5.getWeights().map((weight) => weight.mul(3).add(0.1)); // far enough from 0 to be seen
    const v = grown.findIndex(({ shape }) => `${shape}` === '6,6');
    const without = grown.filter((_, n) => n !== v);
    eq7.setWeights(without);
    eq5.setWeights(grown.map((weight, n) => (n === v ? tf.zerosLike(weight) : weight)));
    expectClose([logits(eq5)], [logits(eq7)], 1e-5);
    eq5.setWeights(grown);
    expect(logits(eq5).sub(logits(eq7)).abs().max().dataSync()[0]).toBeGreaterThan(1e-3);
  });

  it.each(['eq7', 'eq5'] as const)('reads no padding: %s', (outputGate) => {
    const model = small({ outputGate });
    const [narrow, wide] = [padRows([Int32Array.of(4, 5, 6)]), padRows([Int32Array.of(4, 5, 6)], 30)];
    expectClose([logits(model, wide)], [logits(model, narrow)], 1e-6);
  });

  it('drops half of the mean in training, and halves all of it when it predicts', () => {
    const config = { seed: 5, classifierScale: 1, embeddingScale: 1 };
    const [model, without] = [small(config), small({ ...config, useDropout: false })];
    expectClose([logits(model)], [logits(without).div(2)], 1e-6); // b is 0
    expectClose([trainingLogits(without)], [logits(without)], 1e-6);
    const mean = tf.model({ inputs: without.inputs, outputs: without.layers.at(-2)!.output });
    const kept = tf.model({ inputs: model.inputs, outputs: model.layers.at(-2)!.output });
    const values = (mean.predict(ids()) as tf.Tensor2D).dataSync();
    const dropped = (kept.apply(ids(), { training: true }) as tf.Tensor2D).dataSync();
    const shares = new Set(dropped.map((value, n) => Math.round((100 * value) / values[n]!)));
    expect([...shares].sort()).toEqual([0, 100]);
  });

  it("adds the squares of the classifier's weights to the loss, where that is asked for", async () => {
    const examples = await encodeReviews(SENTENCES, buildVocabulary(tokensOf(SENTENCES)));
    const firstLoss = async (decayC: number) => {
      const model = theanoModel({ nWords: 200, dimProj: 6, decayC, classifierScale: 1, useDropout: false });
      const squares = weightsOf(model).at(-2)!.square().sum().dataSync()[0]!;
      const batches = trainingBatches(examples, { batchSize: 32, seed: 2 });
      const [measured] = await train({ model, batches, optimizer: theanoOptimizer(), steps: 1 });
      return { loss: measured!.loss, squares };
    };
    const [without, decayed] = [await firstLoss(0), await firstLoss(0.25)];
    expect(decayed.squares).toBeGreaterThan(1);
    expect(decayed.loss - without.loss).toBeCloseTo(0.25 * decayed.squares, 4);
  });

  it('leaves out of training what has as many words as the limit', async () => {
    const examples = await encodeReviews(SENTENCES, buildVocabulary(tokensOf(SENTENCES)));
    const kept = shorterThan(7, examples);
    const lengths = examples.ids.map(({ length }) => length);
    expect(kept.ids.map(({ length }) => length)).toEqual(lengths.filter((length) => length < 7));
    expect(lengths).toContain(7);
    expect(() => shorterThan(1, examples)).toThrow('no text has fewer than 1 words');
  });

  it.each(['eq7', 'eq5'] as const)('learns thirty-two sentences by heart: %s', async (outputGate) => {
    const vocabulary = buildVocabulary(tokensOf(SENTENCES));
    const examples = await encodeReviews(SENTENCES, vocabulary);
    const nWords = vocabulary.words.length;
    const model = theanoModel({ nWords, dimProj: 16, outputGate, useDropout: false, embeddingScale: 0.1 });
    const batches = trainingBatches(examples, { batchSize: 32, seed: 2 });
    await train({ model, batches, optimizer: theanoOptimizer('adam', 0.02), steps: 60 });
    const { accuracy, loss } = await evaluate(model, examples);
    expect(accuracy).toBe(1);
    expect(loss).toBeLessThan(0.01);
  });
});
