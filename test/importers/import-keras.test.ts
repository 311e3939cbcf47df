import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready } from '../../lib/backend';
import { loadClassifier } from '../../lib/classifier';
import { idsOfText } from '../../lib/classifier/parts';
import { importKeras, type KerasImportOptions } from '../../lib/importers';
import { outputsInPlainTfjs } from '../classifier/plain-tfjs';

const fixtures = join(__dirname, 'fixtures');
const at = (name: string) => join(fixtures, name);
const dir = mkdtempSync(join(tmpdir(), 'keras-'));
afterAll(() => rmSync(dir, { recursive: true }));
beforeAll(async () => {
  await ready();
});

/** A model with the predictions of Keras. */
interface Recorded extends KerasImportOptions {
  file: string;
  texts: string[];
  /** `[texts, outputs]` */
  probabilities: number[][];
}

const { models } = JSON.parse(readFileSync(at('predictions.json'), 'utf8')) as { models: Recorded[] };

describe('importKeras', () => {
  it.each(models.map((model) => [model.file, model] as const))(
    '%s predicts what Keras predicts, also saved and loaded',
    async (name, { file, texts, probabilities, vocabulary, ...options }) => {
      const classifier = await importKeras(at(file), {
        ...options,
        ...(vocabulary && { vocabulary: at(vocabulary) }),
      });
      await classifier.save(join(dir, name));
      const expected = probabilities.flatMap((row) => (row.length === 1 ? [1 - row[0]!, row[0]!] : row));
      for (const one of [classifier, await loadClassifier(join(dir, name))]) {
        const found = [...(await one.predictProbabilities(texts))];
        expect(found).toHaveLength(expected.length);
        for (const [place, value] of found.entries()) expect(value).toBeCloseTo(expected[place]!, 5);
      }
    },
  );

  it.each(['text.keras', 'imdb.keras'])('%s is exported with built-in layers of tfjs', async (name) => {
    const { file, texts, probabilities, vocabulary, ...options } = models.find(({ file }) => file === name)!;
    const classifier = await importKeras(at(file), {
      ...options,
      ...(vocabulary && { vocabulary: at(vocabulary) }),
    });
    const out = join(dir, `stock-${name}`);
    await classifier.export(out, { stock: true });
    const { padding, paddedLength } = JSON.parse(readFileSync(join(out, 'classifier.json'), 'utf8'));
    const rows = texts.map((text) => {
      const ids = idsOfText(classifier, text);
      if (padding === 'right') return ids;
      return Int32Array.of(...Array(paddedLength - ids.length).fill(0), ...ids);
    });
    const logits = await outputsInPlainTfjs(out, rows);
    for (const [row, logit] of logits.entries())
      expect(1 / (1 + Math.exp(-logit))).toBeCloseTo(probabilities[row]![0]!, 5);
  });

  const refused: [string, string, KerasImportOptions, RegExp][] = [
    [
      'a layer that it does not know',
      'conv.keras',
      { vocabulary: at('vocab.txt') },
      /the layer conv1d is a Conv1D, which is not imported; these are: Activation, /,
    ],
    ['a model without its vocabulary', 'mean.h5', {}, /has no text layer: give the file of its vocabulary/],
    ['a second vocabulary', 'text.keras', { vocabulary: at('vocab.txt') }, /has a vocabulary of its own/],
    [
      'three classes without names',
      'gru-max.keras',
      { vocabulary: at('vocab.txt'), maxLength: 9 },
      /has 3 classes: name them in order \(--classes a,b,c\)/,
    ],
    ['too few names', 'mean.h5', { vocabulary: at('vocab.txt'), classes: ['a'] }, /has 2 classes, not 1: a/],
    [
      'a model that reads padding without a length',
      'gru-max.keras',
      { vocabulary: at('vocab.txt') },
      /reads padding.*--max_length/,
    ],
    ['other files', 'vocab.txt', {}, /is neither a \.keras nor an \.h5 file/],
  ];
  it.each(refused)('refuses %s', async (_, file, options, message) => {
    await expect(importKeras(at(file), options)).rejects.toThrow(message);
  });

  it('refuses damaged files', async () => {
    for (const name of ['text.keras', 'mean.h5']) {
      const bytes = readFileSync(at(name));
      writeFileSync(join(dir, 'cut'), bytes.subarray(0, bytes.length / 2));
      await expect(importKeras(join(dir, 'cut'), { vocabulary: at('vocab.txt') })).rejects.toThrow(
        /cut is (damaged|cut off)/,
      );
    }
  });
});
