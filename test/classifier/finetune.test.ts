import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type ClassifierParts, createClassifier, type Finetuned, finetune } from '../../lib/classifier';
import type { Review } from '../../lib/corpus/review';
import { pretrainedModel } from '../../lib/models';
import { buildVocabulary, tokenizer } from '../../lib/text';
import { SENTENCES } from '../models/sentences';

/** A small untrained classifier that knows the words of every second sentence. */
function smallClassifier(): ClassifierParts {
  const reader = tokenizer('punctuation');
  const lookup = buildVocabulary(SENTENCES.filter((_, n) => n % 2).map(({ text }) => reader.tokenize(text)));
  const model = pretrainedModel({
    vocabularySize: lookup.words.length,
    dimensions: 8,
    units: 8,
    wordDropout: 0,
    inputDropout: 0,
    dropout: 0,
    seed: 1,
  });
  return { model, tokenizer: reader, lookup, classes: ['negative', 'positive'], maxLength: 40 };
}

/** 120 texts that a bag of words can classify: each names a topic once among other words. */
const TOPICS: Record<string, readonly string[]> = {
  weather: ['rain', 'snow', 'storm'],
  food: ['bread', 'soup', 'cheese'],
  music: ['song', 'drum', 'choir'],
};
const TEXTS: Review[] = Array.from({ length: 120 }, (_, n) => {
  const label = Object.keys(TOPICS)[n % 3]!;
  const word = TOPICS[label]![Math.floor(n / 3) % 3]!;
  return {
    text: `We had a ${word} there on day ${n % 7}.`,
    label: label as Review['label'],
    source: `t:${n}`,
  };
});
const TWO = TEXTS.filter(({ label }) => (label as string) !== 'music');

const options = { learningRate: 0.02, epochs: 6, batchSize: 8, seed: 4 };
let from: ClassifierParts;
let two: Finetuned;
beforeAll(async () => {
  await ready();
  from = smallClassifier();
  two = await finetune(from, TWO, { ...options, folds: 4 });
});

const named = ({ results }: Finetuned, name: string) => results.find((result) => result.name === name)!;

describe('finetune', () => {
  it('learns new classes and words, and leaves the classifier that it starts from', async () => {
    expect(two.parts.classes).toEqual(['food', 'weather']);
    const [rain, soup] = await createClassifier(two.parts).predict(['A storm there.', 'We had cheese.']);
    expect([rain!.label, soup!.label]).toEqual(['weather', 'food']);
    expect(rain!.unknownCount).toBe(0);
    expect(two.newWords).toBeGreaterThan(6);
    expect(from.model.outputShape).toEqual([null, 1]);
  });

  it('learns neutral and positive alone, and a class without texts', async () => {
    const sentiments: Review[] = TWO.slice(0, 40).map((text) => ({
      ...text,
      label: (text.label as string) === 'food' ? 'positive' : 'neutral',
    }));
    const quick = { ...options, epochs: 1, folds: 2 };
    const found = await finetune(from, sentiments, quick);
    expect(found.parts.classes).toEqual(['neutral', 'positive']);
    const classes: Review['label'][] = ['negative', 'neutral', 'positive'];
    const three = await finetune(from, sentiments, { ...quick, classes: classes as never });
    expect(three.parts.classes).toEqual(classes);
    for (const name of ['nb', 'tf-idf']) expect(named(three, name).accuracy).toBeGreaterThan(0.7);
  });

  it('cross-validation tests each text once, for all systems', () => {
    expect([two.folds, two.texts, two.validationTexts]).toEqual([4, 80, 80]);
    expect(two.results.map(({ name }) => name)).toEqual(['fine-tuned', 'tf-idf', 'nb', 'majority class']);
    expect(named(two, 'tf-idf').accuracy).toBe(1);
    expect(named(two, 'majority class').accuracy).toBe(0.5);
    expect(named(two, 'fine-tuned').accuracy).toBeGreaterThan(0.9);
  });

  it('copies of a text are in the same fold, and are counted', async () => {
    const letters = Array.from({ length: 24 }, (_, n) => `${String.fromCharCode(97 + n)}${n}`);
    const noise: Review[] = letters.flatMap((word, n) =>
      Array.from({ length: 4 }, (_, copy) => ({
        text: `Word ${word}.`,
        label: (n * 7) % 5 < 2 ? 'negative' : 'positive',
        source: `${n}:${copy}`,
      })),
    );
    const found = await finetune(from, noise, { ...options, epochs: 1, folds: 4 });
    expect(found.duplicates).toBe(72);
    expect(found.contradictions).toBe(0);
    const always = named(found, 'majority class').accuracy;
    for (const name of ['tf-idf', 'nb']) expect(named(found, name).accuracy).toBeLessThanOrEqual(always);
    expect(found.advice.take).toBe('majority class');
    const contradicting = [...noise, { ...noise[0]!, label: 'positive' as const }];
    expect((await finetune(from, contradicting, { ...options, epochs: 1, folds: 4 })).contradictions).toBe(
      noise[0]!.label === 'positive' ? 0 : 1,
    );
  });

  it('lists the validation texts with a wrong prediction', async () => {
    const odd = TWO.map((review, n) => (n === 5 ? { ...review, label: TWO[4]!.label } : review));
    const { wrong, results, validationTexts } = await finetune(from, odd, { ...options, folds: 2 });
    expect(wrong).toContainEqual({ at: 5, label: TWO[4]!.label, predicted: TWO[5]!.label });
    expect(wrong.length).toBe(Math.round((1 - results[0]!.accuracy) * validationTexts));
  });

  it('the advantage over a system is the difference of the accuracies', () => {
    for (const { accuracy, advantage } of two.results)
      expect(advantage.difference).toBeCloseTo(named(two, 'fine-tuned').accuracy - accuracy, 12);
  });

  it('the same seed gives the same classifier', async () => {
    const again = await finetune(from, TWO, { ...options, folds: 4 });
    expect(again.results).toEqual(two.results);
    expect(again.parts.model.getWeights().at(-1)!.arraySync()).toEqual(
      two.parts.model.getWeights().at(-1)!.arraySync(),
    );
  });

  it('a single validation set has its share of the texts, and the best epoch is kept', async () => {
    const single = await finetune(from, TWO, { ...options, folds: 1, validationShare: 0.25 });
    expect(single.folds).toBe(1);
    expect(Math.abs(single.validationTexts - 20)).toBeLessThanOrEqual(2); // copies stay together
    expect(single.epochs).toBeLessThanOrEqual(6);
  });

  it('the classifier before fine-tuning is compared if it has the same classes', async () => {
    const { results, parts } = await finetune(from, SENTENCES, { ...options, folds: 2, epochs: 1 });
    expect(parts.classes).toEqual(['negative', 'positive']);
    expect(results.map(({ name }) => name)).toContain('as it was');
  });

  it('texts are truncated at a percentile of their lengths', async () => {
    const long = { ...TWO[0]!, text: 'We had rain. '.repeat(100) };
    const { truncated, maxLength } = await finetune(from, [...TWO.slice(1), ...TWO, long], {
      ...options,
      epochs: 1,
      folds: 1,
    });
    expect([truncated, maxLength]).toEqual([1, 9]);
  });

  it('balanced class weights raise the recall of a rare class', async () => {
    const rare = TWO.filter(({ label }, n) => (label as string) === 'food' || n % 10 === 0);
    const recall = async (classWeights?: 'balanced') => {
      const { parts } = await finetune(from, rare, { ...options, epochs: 1, folds: 1, classWeights });
      const probabilities = await createClassifier(parts).predictProbabilities(['We had rain there.']);
      return probabilities[1]!;
    };
    expect(await recall('balanced')).toBeGreaterThan(await recall());
  });

  it('progress counts all runs, and a signal stops it', async () => {
    const shown: number[] = [];
    await finetune(from, TWO, {
      ...options,
      epochs: 1,
      folds: 2,
      progress: (done, total) => void shown.push(done / total),
    });
    expect(shown.at(-1)).toBe(1);
    expect(shown).toEqual([...shown].sort((a, b) => a - b));
    const signal = AbortSignal.abort();
    await expect(finetune(from, TWO, { ...options, signal })).rejects.toThrow(/abort/i);
  });

  it('refuses what is no array of texts, and classes that the model has no outputs for', async () => {
    const classifier = createClassifier(from);
    for (const [texts, message] of [
      ['I love it', /predict takes an array of texts, .*, not a string/],
      [[5], /texts\[0\] is a number/],
      [['a', null], /texts\[1\] is null/],
      [undefined, /not undefined/],
    ] as const)
      await expect(classifier.predict(texts as never)).rejects.toThrow(message);
    expect(() => createClassifier({ ...from, classes: ['a', 'b', 'c'] as never })).toThrow(
      'the model has 1 output, and there are 3 classes: a, b, c',
    );
  });

  it('saves and exports into a new folder, or over an earlier one, but over nothing else', async () => {
    const classifier = createClassifier(from);
    const dir = mkdtempSync(join(tmpdir(), 'save-'));
    const [file, folder, mine, tfjs] = ['notes.csv', 'folder', 'mine', 'tfjs'].map((name) => join(dir, name));
    writeFileSync(file!, 'important');
    mkdirSync(folder!);
    writeFileSync(join(folder!, 'thesis.txt'), 'important');
    for (const place of [file!, folder!]) {
      await expect(classifier.save(place)).rejects.toThrow('ame a new folder');
      await expect(classifier.export(place)).rejects.toThrow('ame a new folder');
    }
    expect(readdirSync(folder!)).toEqual(['thesis.txt']);
    for (let n = 0; n < 2; n++) {
      await classifier.save(mine!);
      await classifier.export(tfjs!);
    }
    await expect(classifier.export(mine!)).rejects.toThrow(/has files, but no classifier.json/);
    rmSync(dir, { recursive: true });
  });

  it('keeps no tensors but those of its classifier', async () => {
    const run = async () => {
      const tuned = await finetune(from, TWO, { ...options, epochs: 1, folds: 2 });
      tuned.parts.model.dispose();
    };
    await run();
    const before = tf.memory().numTensors;
    await run();
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['one class', TWO.filter(({ label }) => (label as string) === 'food'), /all texts have the label food/],
    [
      'a number as a label',
      [{ text: 'Hm.', label: 1 }],
      /reviews\[0\]\.label is a number \(1\): .*String\(1\)/,
    ],
    ['no label at all', [{ text: 'Hm.' }], /no text has a label/],
    ['a text that is none', [{ label: 'a' }], /reviews\[0\]\.text is undefined; a review is \{ text: /],
    ['a path', 'my.csv', /finetune takes reviews .* not a string: await readReviews\(path\) reads a file/],
    ['a promise', Promise.resolve(TWO), /not a promise: await it/],
    ['a missing label', [...TWO, { text: 'Hm.', source: 'x:9' }], /x:9: label missing/],
    ['too few texts of a class', TWO.slice(0, 3), /label weather has 2 examples: too few for 3 folds/],
  ])('%s is refused', async (_, reviews, message) => {
    await expect(finetune(from, reviews as Review[])).rejects.toThrow(message as RegExp);
  });
});
