import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type ClassifierParts, explain } from '../../lib/classifier';
import { embedding, meanOverTime } from '../../lib/layers';
import { buildVocabulary, tokenizer } from '../../lib/text';

await ready();

/** A classifier of the tokens "2", "3", ...: positive if their average is above 20. */
const numbers = Array.from({ length: 48 }, (_, at) => `${at + 2}`);
// Equally frequent words keep their order: "2" has the id 2.
const lookup = buildVocabulary([numbers]);
const embeddingLayer = embedding({ inputDim: 50, outputDim: 1, inputShape: [null] });
const model = tf.sequential({ layers: [embeddingLayer, meanOverTime()] });
embeddingLayer.setWeights([tf.tensor2d(Array.from({ length: 50 }, (_, id) => [id < 2 ? 0 : id - 20]))]);
const classifier: ClassifierParts = {
  model,
  tokenizer: tokenizer(),
  lookup,
  classes: ['negative', 'positive'],
};

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe('explain', () => {
  it('gives the probability after each token, from each token on, and the importance of each token', async () => {
    const found = await explain(classifier, '22, what 17');
    expect(found.tokens).toEqual(['22', 'what', '17']);
    expect(found.unknown).toEqual([false, true, false]);
    const close = (given: number[], expected: number[]) => {
      for (const [at, value] of given.entries()) expect(value).toBeCloseTo(expected[at]!, 5);
    };
    expect(found.probability).toBeCloseTo(sigmoid(-1 / 3), 5);
    expect(found.after.at(-1)).toBe(found.probability);
    close(found.after, [sigmoid(2), sigmoid(2 / 2), sigmoid(-1 / 3)]);
    expect(found.from[0]).toBe(found.probability);
    close(found.from, [sigmoid(-1 / 3), sigmoid(-3 / 2), sigmoid(-3)]);
    const whole = sigmoid(-1 / 3);
    close(found.importance, [whole - sigmoid(-3 / 2), whole - sigmoid(-1 / 2), whole - sigmoid(2 / 2)]);
  });

  it('label selects the class that is explained', async () => {
    const found = await explain(classifier, '22', { label: 'negative' });
    expect(found.label).toBe('negative');
    expect(found.probability).toBeCloseTo(1 - sigmoid(2), 5);
  });

  it('without a class "positive", the predicted class is explained', async () => {
    const renamed = { ...classifier, classes: ['fear', 'joy'] };
    expect(await explain(renamed, '22')).toMatchObject({ label: 'joy' });
    expect(await explain(renamed, '17')).toMatchObject({ label: 'fear' });
  });

  it('special tokens are used for prediction but not explained', async () => {
    const withStart = {
      ...tokenizer(),
      specialTokens: 1,
      tokenize: (text: string) => ['30', ...text.split(' ')],
    };
    const found = await explain({ ...classifier, tokenizer: withStart }, '22 17');
    expect(found.tokens).toEqual(['22', '17']);
    expect(found.after[0]).toBeCloseTo(sigmoid((10 + 2) / 2), 3);
    expect(found.from[1]).toBeCloseTo(sigmoid((10 - 3) / 2), 3);
  });

  it('a text without tokens throws, and so does an unknown label', async () => {
    await expect(explain(classifier, '...')).rejects.toThrow('no token in "..."');
    await expect(explain(classifier, '22', { label: 'neutral' })).rejects.toThrow('has no class "neutral"');
  });
});
