import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import type { Examples } from '../../lib/batches';
import { createClassifier } from '../../lib/classifier';
import {
  classScores,
  evaluate,
  formatAccuracy,
  macroF1,
  majorityBaseline,
  predictProbabilities,
  standardError,
} from '../../lib/evaluation';
import { buildVocabulary, tokenizer } from '../../lib/text';

let model: tf.LayersModel;

/** A model that predicts class 0 from id 1, and class 1 from id 2. */
beforeAll(async () => {
  await ready();
  model = tf.sequential({
    layers: [
      tf.layers.embedding({
        inputDim: 3,
        outputDim: 2,
        inputShape: [null],
        weights: [tf.tensor2d([0, 0, 3, 0, 0, 1], [3, 2])],
      } as Parameters<typeof tf.layers.embedding>[0]),
      tf.layers.globalMaxPooling1d(),
    ],
  });
});

const examples: Examples = {
  ids: [Int32Array.of(1, 1, 1), Int32Array.of(2), Int32Array.of(1), Int32Array.of(2, 2)],
  labels: Int32Array.of(0, 1, 1, 1),
  classes: ['positive', 'negative'],
};

describe('evaluate', () => {
  it('gives accuracy, baseline, confusion matrix, standard error and loss', async () => {
    const result = await evaluate(model, examples);
    expect(result).toMatchObject({
      n: 4,
      accuracy: 0.75,
      baseline: 0.75,
      confusion: [
        [1, 0],
        [1, 2],
      ],
    });
    expect(result.standardError).toBeCloseTo(Math.sqrt((0.75 * 0.25) / 4), 10);
    const nats = [-3, -1, 3, -1].map((margin) => Math.log(1 + Math.exp(margin)));
    expect(result.loss).toBeCloseTo(nats.reduce((sum, value) => sum + value, 0) / 4, 5);
  });

  it('the result does not depend on the batch size', async () => {
    const one = await evaluate(model, examples, { batchSize: 1 });
    const { loss, ...rest } = await evaluate(model, examples, { batchSize: 3 });
    expect(one).toMatchObject(rest);
    expect(one.loss).toBeCloseTo(loss, 6);
  });

  it('no examples throw', async () => {
    await expect(evaluate(model, { ...examples, ids: [] })).rejects.toThrow('no examples');
  });
});

it('predictProbabilities returns rows in input order, although batches are sorted by length', async () => {
  const values = await predictProbabilities(model, examples.ids, { batchSize: 2 });
  const first = Array.from({ length: 4 }, (_, at) => values[2 * at]! > 0.5);
  expect(first).toEqual([true, false, true, false]);
});

describe('a classifier', () => {
  const parts = (words: string[], stopWords: string[] = []) =>
    createClassifier({
      model,
      tokenizer: tokenizer('words', new Set(stopWords)),
      lookup: buildVocabulary([words]),
      classes: ['positive', 'negative'],
      maxLength: 9,
    });

  it('predicts the class and its probability, and counts tokens and unknown tokens', async () => {
    const [bad, other] = await parts(['bad']).predict(['Bad, bad stuff!', 'stuff']);
    expect(bad).toMatchObject({ label: 'positive', tokenCount: 3, unknownCount: 1, text: 'Bad, bad stuff!' });
    expect(bad!.probability).toBeCloseTo(1 / (1 + Math.exp(-2)), 5);
    expect(other).toMatchObject({
      tokenCount: 1,
      unknownCount: 1,
      reason: 'the model knows none of the words',
    });
    expect(bad).not.toHaveProperty('reason');
  });

  it('counts 0 tokens for a text without any', async () => {
    const [nothing] = await parts(['bad']).predict(['...']);
    expect(nothing!.tokenCount).toBe(0);
  });

  it('removes its stop words in every method alike', async () => {
    const classifier = parts(['bad'], ['but']);
    const [whole, without] = await classifier.predict(['But bad', 'bad']);
    expect(whole).toMatchObject({ tokenCount: 1, probability: without!.probability });
    const probabilities = await classifier.predictProbabilities(['But bad']);
    expect(Math.max(...probabilities)).toBe(whole!.probability);
    expect((await classifier.explain('But bad', { label: whole!.label })).tokens).toEqual(['bad']);
    const review = { text: 'But bad', label: whole!.label, source: 'here' };
    expect((await classifier.evaluate([review])).loss).toBeCloseTo(-Math.log(whole!.probability), 5);
  });
});

describe('evaluating a stream of reviews', () => {
  const classifier = () =>
    createClassifier({
      model,
      tokenizer: tokenizer('unicode'),
      lookup: buildVocabulary([['bad']]),
      classes: ['positive', 'negative'],
    });
  const reviews = [
    { text: 'bad', label: 'positive', source: 'a:1' },
    { text: 'ужасно!', label: 'positive', source: 'a:2' },
    { text: 'bad', label: 'negative', source: 'a:3' },
  ];
  async function* stream() {
    yield* reviews;
  }

  it('gives the metrics of an array, and counts texts without a known word', async () => {
    const { seconds: _, ...streamed } = await classifier().evaluate(stream());
    const { seconds: __, ...array } = await classifier().evaluate(reviews);
    expect(streamed).toEqual(array);
    expect(streamed.unread).toBe(1);
  });

  it('labels that are no class are counted', () =>
    expect(
      classifier().evaluate([...reviews, { text: 'bad', label: 'mixed', source: 'a:4' }]),
    ).rejects.toThrow(/^1 of 4 reviews have a label that the model does not know: mixed \(1, first a:4\)/));
});

describe('metrics', () => {
  it('standardError is 2.3 points for 240 examples at 85 %', () =>
    expect(standardError(0.85, 240)).toBeCloseTo(0.023, 3));
  it('majorityBaseline is the share of the most frequent class', () =>
    expect(majorityBaseline(Int32Array.of(0, 2, 2, 1))).toBe(0.5));
  it('formatAccuracy shows percent with the standard error', () =>
    expect(formatAccuracy(0.8531, 25_000)).toBe('85.31 % ± 0.22'));
});

describe('classScores', () => {
  it('gives precision, recall and F1 per class, and null for a class without examples', () => {
    const confusion = [
      [6, 2, 0],
      [3, 1, 0],
      [0, 0, 0],
    ];
    expect(classScores(confusion, ['negative', 'positive', 'neutral'])).toEqual([
      { label: 'negative', precision: 6 / 9, recall: 6 / 8, f1: 12 / 17, n: 8 },
      { label: 'positive', precision: 1 / 3, recall: 1 / 4, f1: 2 / 7, n: 4 },
      { label: 'neutral', precision: null, recall: null, f1: null, n: 0 },
    ]);
    expect(macroF1(confusion)).toBeCloseTo((12 / 17 + 2 / 7) / 2, 12);
  });
});
