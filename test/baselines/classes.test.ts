import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready } from '../../lib/backend';
import { fitNGramModel, topNGrams, topNGramsOfClass, type Weighting } from '../../lib/baselines';
import { encodeText } from '../../lib/batches';
import { loadCheckpoint, saveCheckpoint } from '../../lib/checkpoints';
import { predictProbabilities } from '../../lib/evaluation';
import { buildVocabulary, tokenize } from '../../lib/text';
import { balancedWeights } from '../../lib/training';

/** A line of the file that fixtures/make.py writes. */
interface Case {
  madeWith: string;
  /** The training set. */
  texts: { label: number; text: string }[];
  new: string[];
  weighting: Weighting;
  longest: number;
  c: number;
  /** Whether the classes have balanced weights. */
  balanced: boolean;
  /** The probabilities of the classes, for each new text. */
  probabilities: number[][];
}

const dir = mkdtempSync(join(tmpdir(), 'classes-'));
afterAll(() => rmSync(dir, { recursive: true }));
beforeAll(async () => {
  await ready();
});

const classes = ['anger', 'fear', 'joy'];
const lines = readFileSync(join(__dirname, 'fixtures', 'scikit-learn-classes.jsonl'), 'utf8');
const cases = lines
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

function fitted({ texts, weighting, longest, c, balanced }: Case) {
  const vocabulary = buildVocabulary(texts.map(({ text }) => tokenize(text)));
  const labels = Int32Array.from(texts, ({ label }) => label);
  const examples = { ids: texts.map(({ text }) => encodeText(text, vocabulary)), labels, classes };
  const classWeights = balanced ? balancedWeights(labels, 3) : undefined;
  return fitNGramModel(examples, weighting, { longest, c, tolerance: 1e-8, classWeights }).then((fit) => ({
    ...fit,
    vocabulary,
  }));
}

describe.each(cases)(
  'three classes, $weighting, n-grams of up to $longest words, C = $c, balanced: $balanced',
  (expected) => {
    it(`fitNGramModel has the probabilities of ${expected.madeWith}`, async () => {
      const { model, vocabulary, converged } = await fitted(expected);
      expect(converged).toBe(true);
      const ids = expected.new.map((text) => encodeText(text, vocabulary));
      const found = await predictProbabilities(model, ids);
      for (const [at, probability] of expected.probabilities.flat().entries())
        expect(Math.abs(found[at]! - probability), expected.new[Math.floor(at / 3)]).toBeLessThan(1e-4);
      model.dispose();
    });

    it('a checkpoint restores the same probabilities', async () => {
      const { model, vocabulary } = await fitted(expected);
      const ids = expected.new.map((text) => encodeText(text, vocabulary));
      const before = await predictProbabilities(model, ids);
      const record = { system: 'tf-idf', config: {}, step: 1, classes };
      await saveCheckpoint(join(dir, 'model'), model, record, { vocabulary });
      const loaded = await loadCheckpoint(join(dir, 'model'));
      expect(await predictProbabilities(loaded.model, ids)).toEqual(before);
      loaded.model.dispose();
      model.dispose();
    });
  },
);

it('topNGramsOfClass names the n-grams of a class', async () => {
  const { model, vocabulary } = await fitted(cases[0]!);
  const [, first] = topNGramsOfClass(model, vocabulary, 2, 3);
  expect(first!.weight).toBeGreaterThan(0);
  expect(() => topNGrams(model, vocabulary)).toThrow('the model has 3 classes: use topNGramsOfClass');
  model.dispose();
});
