import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready, type tf } from '../../lib/backend';
import {
  logisticRegression,
  nGramFeatures,
  nGramModel,
  topNGrams,
  vectorsOf,
  type Weighting,
} from '../../lib/baselines';
import { encode, padRows } from '../../lib/batches';
import { loadCheckpoint, saveCheckpoint } from '../../lib/checkpoints';
import { createClassifier } from '../../lib/classifier';
import { evaluate } from '../../lib/evaluation';
import { buildVocabulary, tokenize, tokenizer } from '../../lib/text';
import { SENTENCES } from '../models/sentences';
import '../tensor-leaks';

const dir = mkdtempSync(join(tmpdir(), 'n-gram-model-'));
beforeAll(async () => {
  await ready();
});
afterAll(() => rmSync(dir, { recursive: true }));

const vocabulary = buildVocabulary(SENTENCES.map(({ text }) => tokenize(text)));
const classes = ['negative', 'positive'] as const;

async function fitted(weighting: Weighting) {
  const examples = await encode(SENTENCES, vocabulary, { classes });
  const features = await nGramFeatures(examples, weighting, { longest: 2 });
  const linear = await logisticRegression(vectorsOf(examples.ids, features), examples.labels, { c: 10 });
  return { examples, features, linear, model: nGramModel(features, linear) };
}

describe.each(['tf-idf', 'log-count-ratio'] as const)('nGramModel (%s)', (weighting) => {
  it('evaluate and predict take an n-gram model', async () => {
    const { examples, model } = await fitted(weighting);
    const { accuracy, n, confusion } = await evaluate(model, examples);
    expect([accuracy, n, confusion]).toEqual([
      1,
      32,
      [
        [16, 0],
        [0, 16],
      ],
    ]);
    const classifier = createClassifier({ model, tokenizer: tokenizer(), lookup: vocabulary, classes });
    const [good, bad, none] = await classifier.predict([
      'Brilliant, and full of life.',
      'A dull and boring mess.',
      'Zyzzyva!',
    ]);
    expect([good!.label, bad!.label, none!.unknownCount]).toEqual(['positive', 'negative', 1]);
    model.dispose();
  });

  it('padding does not change a logit', async () => {
    const { examples, model } = await fitted(weighting);
    const [row] = examples.ids;
    const [short, long] = [undefined, 60].map((time) =>
      (model.apply(padRows([row!], time)) as tf.Tensor).dataSync(),
    );
    expect(long).toEqual(short);
    model.dispose();
  });

  it('a checkpoint restores the same predictions and parameters', async () => {
    const { examples, model } = await fitted(weighting);
    const record = { system: 'tf-idf', config: {}, step: 1, classes };
    await saveCheckpoint(join(dir, weighting), model, record, { vocabulary });
    const loaded = await loadCheckpoint(join(dir, weighting));
    expect(await evaluate(loaded.model, examples)).toEqual(await evaluate(model, examples));
    expect(loaded.model.countParams()).toBe(model.countParams());
    loaded.model.dispose();
    model.dispose();
  });

  it('evaluation leaks no tensors', async () => {
    const { examples, model } = await fitted(weighting);
    await expect(() => evaluate(model, examples)).toLeakNoTensors();
    model.dispose();
  });
});

describe(topNGrams, () => {
  it('each n-gram comes more often from the class that its weight favors', async () => {
    const { model } = await fitted('log-count-ratio');
    const { first, second } = topNGrams(model, vocabulary, 5);
    expect([first.length, second.length]).toEqual([5, 5]);
    const countIn = (label: string, ngram: string) =>
      SENTENCES.filter(
        (review) => review.label === label && ` ${tokenize(review.text).join(' ')} `.includes(` ${ngram} `),
      ).length;
    for (const { ngram, weight } of first) {
      expect(weight).toBeLessThan(0);
      expect(countIn('negative', ngram), ngram).toBeGreaterThan(countIn('positive', ngram));
    }
    for (const { ngram, weight } of second) {
      expect(weight).toBeGreaterThan(0);
      expect(countIn('positive', ngram), ngram).toBeGreaterThan(countIn('negative', ngram));
    }
    model.dispose();
  });
});

describe('logisticRegression', () => {
  it('examples of one class only are refused', async () => {
    const { examples, features } = await fitted('tf-idf');
    const ones = new Int32Array(32).fill(1);
    await expect(logisticRegression(vectorsOf(examples.ids, features), ones, { c: 1 })).rejects.toThrow(
      /32 are of class 1, 0 of class 0/,
    );
  });
});
