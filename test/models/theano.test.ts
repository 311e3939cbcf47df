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

/** Returns copies of the weights: embedding, LSTM kernel, recurrent kernel and bias, U, b. */
const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.clone());

describe('theanoModel', () => {
  it('has the parameters of the original code', () => {
    const [words, size] = [THEANO.nWords, 128];
    const lstm = 4 * size * (size + size + 1);
    expect(theanoModel().countParams()).toBe(words * size + lstm + (size + 1) * 2);
  });

  it('outputGate eq5 adds one matrix of parameters', () => {
    expect(small({ outputGate: 'eq5' }).countParams()).toBe(small().countParams() + 6 * 6);
  });

  it('initial weights follow the original code: small positive embeddings, orthogonal gates, zero bias', () => {
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

  it('unitForgetBias sets the bias of the forget gate to 1', () => {
    const bias = weightsOf(small({ unitForgetBias: true }))[3]!;
    expectClose([bias], [tf.concat([tf.zeros([6]), tf.ones([6]), tf.zeros([12])])]);
  });

  it('equations 5 and 7 give equal logits if and only if V_o is 0', () => {
    const [eq7, eq5] = [small({ seed: 8 }), small({ seed: 8, outputGate: 'eq5' })];
    // far from 0, so that V_o has an effect
    const grown = eq5.getWeights().map((weight) => weight.mul(3).add(0.1));
    const v = grown.findIndex(({ shape }) => `${shape}` === '6,6');
    const without = grown.filter((_, n) => n !== v);
    eq7.setWeights(without);
    eq5.setWeights(grown.map((weight, n) => (n === v ? tf.zerosLike(weight) : weight)));
    expectClose([logits(eq5)], [logits(eq7)], 1e-5);
    eq5.setWeights(grown);
    expect(logits(eq5).sub(logits(eq7)).abs().max().dataSync()[0]).toBeGreaterThan(1e-3);
  });

  it.each(['eq7', 'eq5'] as const)('padding does not change the logits: %s', (outputGate) => {
    const model = small({ outputGate });
    const [narrow, wide] = [padRows([Int32Array.of(4, 5, 6)]), padRows([Int32Array.of(4, 5, 6)], 30)];
    expectClose([logits(model, wide)], [logits(model, narrow)], 1e-6);
  });

  it('dropout keeps or zeroes pooled values in training and halves them in prediction', () => {
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

  it('decayC adds the squared classifier weights to the loss', async () => {
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

  it('shorterThan drops documents that are as long as the limit or longer', async () => {
    const examples = await encodeReviews(SENTENCES, buildVocabulary(tokensOf(SENTENCES)));
    const kept = shorterThan(7, examples);
    const lengths = examples.ids.map(({ length }) => length);
    expect(kept.ids.map(({ length }) => length)).toEqual(lengths.filter((length) => length < 7));
    expect(lengths).toContain(7);
    expect(() => shorterThan(1, examples)).toThrow('no review has fewer than 1 tokens');
  });

  it.each(['eq7', 'eq5'] as const)(
    'overfits thirty-two sentences: %s',
    { timeout: 300_000 },
    async (outputGate) => {
      const vocabulary = buildVocabulary(tokensOf(SENTENCES));
      const examples = await encodeReviews(SENTENCES, vocabulary);
      const nWords = vocabulary.words.length;
      const model = theanoModel({ nWords, dimProj: 16, outputGate, useDropout: false, embeddingScale: 0.1 });
      const batches = trainingBatches(examples, { batchSize: 32, seed: 2 });
      await train({ model, batches, optimizer: theanoOptimizer('adam', 0.02), steps: 60 });
      const { accuracy, loss } = await evaluate(model, examples);
      expect(accuracy).toBe(1);
      expect(loss).toBeLessThan(0.01);
    },
  );
});
