import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import {
  type LogisticRegression,
  logisticRegression,
  type NGramFeatures,
  nGramFeatures,
  nGramModel,
  vectorsOf,
  type Weighting,
} from '../../lib/baselines';
import { encodeText, padRows } from '../../lib/batches';
import { buildVocabulary, nGramTokenIds, tokenize } from '../../lib/text';

/** A line of the file that fixtures/make.py writes. */
interface Case {
  madeWith: string;
  /** The training set, the same in all cases. */
  texts: { label: number; text: string }[];
  /** Texts that are not in the training set. */
  new: string[];
  weighting: Weighting;
  longest: number;
  minTexts: number;
  c: number;
  /** The idf or the log-count ratio of each n-gram. */
  scale: Record<string, number>;
  /** The non-zero features of each text. */
  vectors: Record<string, number>[];
  weights: Record<string, number>;
  bias: number;
  /** The logits of the new texts. */
  logits: number[];
}

const lines = readFileSync(join(__dirname, 'fixtures', 'scikit-learn.jsonl'), 'utf8')
  .trim()
  .split('\n');
const cases = lines.map((line) => JSON.parse(line) as Case);
const { madeWith, texts, new: newTexts } = cases[0]!;

const vocabulary = buildVocabulary(texts.map(({ text }) => tokenize(text)));
const ids = texts.map(({ text }) => encodeText(text, vocabulary));
const labels = Int32Array.from(texts, ({ label }) => label);

/** Checks that two records have the same names, and the same values within `tolerance`. */
function expectSame(actual: Record<string, number>, expected: Record<string, number>, tolerance: number) {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected))
    expect(Math.abs(actual[name]! - value), `${name}: ${actual[name]}, not ${value}`).toBeLessThan(tolerance);
}

describe.each(cases)(
  `${madeWith}: $weighting, n-grams of up to $longest words in $minTexts or more texts, C = $c`,
  (expected) => {
    const { weighting, longest, minTexts: minDocumentFrequency, c } = expected;
    let features: NGramFeatures;
    let linear: LogisticRegression;
    let named: (values: ArrayLike<number>) => Record<string, number>;
    beforeAll(async () => {
      await ready();
      features = await nGramFeatures({ ids, labels }, weighting, { longest, minDocumentFrequency });
      const { ngrams } = features;
      const names = Array.from(ngrams.lastTokens, (_, n) =>
        nGramTokenIds(ngrams, n)
          .map((id) => vocabulary.words[id])
          .join(' '),
      );
      named = (values) => Object.fromEntries(names.map((name, n) => [name, values[n]!]));
      linear = await logisticRegression(vectorsOf(ids, features), labels, { c, tolerance: 1e-8 });
    });

    it("nGramFeatures has the library's n-grams and scales", () =>
      expectSame(named(features.scale), expected.scale, 1e-6));

    it("vectorsOf has the library's feature vectors", () => {
      const { starts, indices, values, columns } = vectorsOf(ids, features);
      for (const [row, vector] of expected.vectors.entries()) {
        const dense = new Float64Array(columns);
        for (let at = starts[row]!; at < starts[row + 1]!; at++) dense[indices[at]!] = values[at]!;
        const entries = Object.entries(named(dense)).filter(([, value]) => Math.abs(value) > 1e-9);
        expectSame(Object.fromEntries(entries), vector, 1e-6);
      }
    });

    it("logisticRegression has the library's weights and bias", () => {
      expect(linear.converged).toBe(true);
      expectSame(named(linear.weights), expected.weights, 1e-4);
      expect(Math.abs(linear.bias - expected.bias)).toBeLessThan(1e-4);
    });

    it("nGramModel has the library's logits for new texts", () => {
      const model = nGramModel(features, linear);
      const rows = padRows(newTexts.map((text) => encodeText(text, vocabulary)));
      const logits = (model.apply(rows) as tf.Tensor2D).dataSync();
      for (const [n, logit] of expected.logits.entries())
        expect(Math.abs(logits[n]! - logit), newTexts[n]).toBeLessThan(1e-4);
      tf.dispose(rows);
      model.dispose();
    });
  },
);
