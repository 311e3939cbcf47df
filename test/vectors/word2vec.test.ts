import { beforeAll, describe, expect, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { randomFrom } from '../../lib/batches';
import { nearest, trainWord2Vec, type WordVectors } from '../../lib/vectors';
import { cbow, cbowLoss, skipGram, skipGramLoss } from '../../lib/vectors/cbow-skip-gram';
import { noiseTable, type Word2VecStep } from '../../lib/vectors/negative-sampling';

beforeAll(async () => {
  await ready();
});

const [WORDS, DIMENSIONS] = [7, 6]; // 6: not a multiple of what the inner product takes at once
const NEGATIVES = [5, 2, 6];
const IDS = Int32Array.of(0, 1, 2, 3, 4);

function aStep(learningRate = 0.1): Word2VecStep {
  const matrix = (seed: number) =>
    Float32Array.from(tf.randomNormal([WORDS * DIMENSIONS], 0, 0.5, 'float32', seed).dataSync());
  return {
    input: matrix(1),
    output: matrix(2),
    dimensions: DIMENSIONS,
    negatives: Int32Array.from(NEGATIVES),
    draw: () => {},
    error: new Float32Array(DIMENSIONS),
    learningRate,
  };
}

/** The loss of one prediction (Mikolov et al. 2013b, eq. 4); tfjs gives its gradients. */
function paperLoss(given: tf.Tensor, output: tf.Tensor, target: number): tf.Scalar {
  const others = NEGATIVES.filter((word) => word !== target);
  const scores = (words: number[]) => tf.mul(output.gather(tf.tensor1d(words, 'int32')), given).sum(1);
  const near = scores([target]).neg().softplus().sum();
  return near.add(scores(others).softplus().sum()) as tf.Scalar;
}

const table = (values: Float32Array) => tf.tensor2d(values.slice(), [WORDS, DIMENSIONS]);
const row = (matrix: tf.Tensor, word: number) => matrix.gather(tf.tensor1d([word], 'int32')).squeeze([0]);

function expectClose(actual: Float32Array, expected: tf.Tensor) {
  const values = expected.dataSync();
  for (let n = 0; n < actual.length; n++) expect(actual[n]).toBeCloseTo(values[n]!, 5);
}

describe('a word2vec update', () => {
  test('skip-gram takes a gradient step on the loss of the paper', () => {
    const step = aStep();
    const [input, output] = [table(step.input), table(step.output)];
    const loss = (i: tf.Tensor, o: tf.Tensor) => paperLoss(row(i, 2), o, 3);
    const [dInput, dOutput] = tf.grads(loss)([input, output]);
    expect(skipGramLoss(step, IDS, 2, 2, 4)).toBeCloseTo(loss(input, output).dataSync()[0]!, 5);
    skipGram(step, IDS, 2, 2, 4); // the center is at position 2, and 3 is its only context word
    expectClose(step.input, input.sub(dInput!.mul(0.1)));
    expectClose(step.output, output.sub(dOutput!.mul(0.1)));
  });

  test('CBOW averages the context and moves every context word by the gradient of that average', () => {
    const step = aStep();
    const [input, output] = [table(step.input), table(step.output)];
    const context = [1, 3, 4];
    const bag = input.gather(tf.tensor1d(context, 'int32')).mean(0);
    const loss = (b: tf.Tensor, o: tf.Tensor) => paperLoss(b, o, 2);
    const [dBag, dOutput] = tf.grads(loss)([bag, output]);
    expect(cbowLoss(step, IDS, 2, 1, 5)).toBeCloseTo(loss(bag, output).dataSync()[0]!, 5);
    cbow(step, IDS, 2, 1, 5); // 2 is also a negative sample and is skipped
    const moved = Array.from({ length: WORDS }, (_, word) => (context.includes(word) ? 1 : 0));
    expectClose(step.input, input.sub(tf.outerProduct(tf.tensor1d(moved), dBag!.mul(0.1) as tf.Tensor1D)));
    expectClose(step.output, output.sub(dOutput!.mul(0.1)));
  });
});

test('noiseTable samples in proportion to counts to the power of 3/4', () => {
  const counts = [81, 16, 1, 0];
  const words = noiseTable(counts, 2 ** 14);
  const share = (word: number) => words.filter((drawn) => drawn === word).length / words.length;
  for (const [word, weight] of [27, 8, 1, 0].entries()) expect(share(word)).toBeCloseTo(weight / 36, 3);
});

/** Texts about two topics that share only one frequent word. */
function texts(count: number): string[][] {
  const subjects = ['film actor scene director'.split(' '), 'soup spoon kitchen salt'.split(' ')];
  const random = randomFrom(0);
  return Array.from({ length: count }, (_, n) => {
    const words = subjects[n % 2]!;
    return Array.from({ length: 12 }, () =>
      random.integer(0, 3) === 0 ? 'the' : words[random.integer(0, 3)]!,
    );
  });
}

const train = (model: 'cbow' | 'skip-gram', more = {}) =>
  trainWord2Vec(texts(400), {
    model,
    dimensions: 10,
    epochs: 6,
    learningRate: 0.1,
    subsample: 0.05,
    ...more,
  });

describe.each(['cbow', 'skip-gram'] as const)('trainWord2Vec with %s', (model) => {
  test('a threshold of 0 skips no word', async () => {
    let reports = 0;
    await train(model, { epochs: 1, subsample: 0, onMetrics: () => reports++ });
    expect(reports).toBeGreaterThan(0);
  });

  test('words with the same contexts become neighbors, and the loss falls', {
    timeout: 120_000,
  }, async () => {
    const losses: number[] = [];
    const vectors = await train(model, { onMetrics: (_: number, loss: number) => losses.push(loss) });
    expect(losses.length).toBeGreaterThan(1);
    const neighbors = (word: string) => new Set(nearest(vectors, word, 3).map((near) => near.word));
    expect(neighbors('film')).toEqual(new Set(['actor', 'scene', 'director']));
    expect(neighbors('salt')).toEqual(new Set(['soup', 'spoon', 'kitchen']));
    expect(losses.at(-1)).toBeLessThan(losses[0]!);
  });

  test('equal seeds give equal vectors, and other seeds give others', { timeout: 120_000 }, async () => {
    const [first, second, other] = [await train(model), await train(model), await train(model, { seed: 1 })];
    expect(first.matrix).toEqual(second.matrix);
    expect(first.matrix).not.toEqual(other.matrix);
  });
});

test('trainWord2Vec orders words by frequency and leaves out rare ones', async () => {
  const corpus = [...texts(40), ['seldom', 'film']];
  const vectors: WordVectors = await trainWord2Vec(corpus, {
    model: 'cbow',
    dimensions: 4,
    minCount: 5,
    epochs: 1,
  });
  expect(vectors.words[0]).toBe('the');
  expect(vectors.idOf('seldom')).toBeUndefined();
  expect(vectors.matrix).toHaveLength(9 * 4);
});

test('trainWord2Vec throws if too few words are frequent enough', async () => {
  await expect(trainWord2Vec([['one', 'two']], { model: 'cbow' })).rejects.toThrow(
    '0 words occur 5 times or more: word2vec needs at least two',
  );
});

test('an abort signal stops trainWord2Vec', async () => {
  await expect(train('cbow', { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
});
