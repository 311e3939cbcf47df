import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadClassifier } from '../../lib';
import { repositoryRoot } from '../../lib/repository';
import { load, type Sentiment } from '../../runtime';
import { quantized, writeModel } from '../../runtime/model-file';
import { type Token, tokensWithPlaces, wordTokens } from '../../runtime/tokens';
import { SMALL_MODEL } from './small-model';

const FOLDER = join(repositoryRoot(), 'models', 'imdb');
const TEXTS = [
  'Not a perfect film, but a wonderful one.',
  'A dull, badly acted film... I want my two hours back!',
  "I didn't like it.<br /><br />Not at all.",
  'The plot is thin, the jokes are old, and yet I laughed from start to end.',
  'Wonderful? Hardly.',
  `${'A long and boring story. '.repeat(300)}But the end is a delight.`,
];

let sentiment: Sentiment;
beforeAll(async () => {
  sentiment = await load(FOLDER);
});

describe('a model', () => {
  it('predicts what the library predicts', async () => {
    const expected = await (await loadClassifier('imdb')).predict(TEXTS);
    for (const [n, { label, probability, words, unknown }] of sentiment(TEXTS).entries()) {
      const { tokenCount, unknownCount } = expected[n]!;
      expect(label).toBe(expected[n]!.label);
      expect(Math.abs(probability - expected[n]!.probability)).toBeLessThan(0.01);
      expect([words, unknown.length]).toEqual([tokenCount, unknownCount]);
    }
  });

  it('predicts the same in plain JavaScript', async () => {
    const inPlain = (await load(FOLDER, { kernel: 'js' }))(TEXTS.slice(0, 5));
    for (const [n, { probability }] of sentiment(TEXTS.slice(0, 5)).entries())
      expect(Math.abs(probability - inPlain[n]!.probability)).toBeLessThan(1e-5);
  });

  it('predicts a text alone as among others', () => {
    const together = sentiment(TEXTS);
    for (const [n, text] of TEXTS.entries())
      expect(Math.abs(sentiment(text).probability - together[n]!.probability)).toBeLessThan(1e-5);
  });

  it.each([
    ['', 'the text has no word'],
    [' \n\t', 'the text has no word'],
    ['... £ ´ ?', 'the text has no word'],
    ['😀 🎉 ...', 'the model knows none of the words'],
    ['Прекрасный фильм', 'the model knows none of the words'],
  ])('%j has no label, with the reason', (text, reason) => {
    expect(sentiment(text)).toMatchObject({ label: null, probability: 0, scores: {}, reason });
    expect(sentiment.explain(text).tokens.every(({ effect }) => effect === 0)).toBe(true);
  });

  it('the scores of the classes sum to 1', () => {
    const { scores } = sentiment('A mixed film.');
    expect(Object.keys(scores)).toEqual(sentiment.classes);
    expect(Object.values(scores).reduce((sum, score) => sum + score)).toBeCloseTo(1, 6);
  });

  it('its classes cannot be changed', () => {
    expect(() => (sentiment.classes as string[]).reverse()).toThrow(TypeError);
    expect(sentiment('A dull film.').label).toBe('negative');
  });

  it('no texts have no predictions', () => {
    expect(sentiment([])).toEqual([]);
  });

  it('what is no text is refused', () => {
    for (const wrong of [undefined, null, 7, ['a', 7], new Array(1), {}])
      expect(() => sentiment(wrong as unknown as string)).toThrow('give a string, or an array of strings');
    for (const wrong of [undefined, null, 7, ['good'], {}] as unknown as string[]) {
      const stream = sentiment.stream();
      stream.push('A dull ');
      for (const call of [stream.push, stream.update, sentiment.explain])
        expect(() => call(wrong)).toThrow(new TypeError('give a string'));
      expect(stream.text).toBe('A dull ');
    }
  });

  it('explains by leaving out each word', () => {
    const text = 'A dull film.';
    const { tokens, label, probability } = sentiment.explain(text);
    expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual(['A', 'dull', 'film', '.']);
    expect(label).toBe('negative');
    const without = sentiment('A film.').scores['negative']!;
    expect(tokens[1]!.effect).toBeCloseTo(probability - without, 5);
  });
});

describe('a stream', () => {
  it('predicts what the model predicts for the whole text, however it grows or is edited', () => {
    const words = fc.constantFrom('not ', 'a ', 'good ', 'bad', "n't", ' film', '. ', 'İ', 'xyzzy ');
    fc.assert(
      fc.property(fc.array(fc.array(words, { maxLength: 6 }), { maxLength: 5 }), (edits) => {
        const stream = sentiment.stream();
        for (const edit of edits) {
          const text = edit.join('');
          const { probability, label } = stream.update(text);
          const expected = sentiment(text);
          expect(label).toBe(expected.label);
          expect(Math.abs(probability - expected.probability)).toBeLessThan(1e-5);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('push adds to the text', () => {
    const stream = sentiment.stream();
    for (const word of ['A ', 'dull ', 'film']) stream.push(word);
    expect(stream.text).toBe('A dull film');
    expect(stream.push('.')).toEqual(sentiment('A dull film.'));
  });
});

describe('the tokens of a text', () => {
  it('lie at their places in the text', () => {
    const text = 'İ saw it. Didn’t LIKE it';
    const shown = tokensWithPlaces(text).map(({ start, end }) => text.slice(start, end));
    expect(shown.join(' ')).toBe('İ İ saw it . Did n’t LIKE it'); // İ is two tokens
  });

  it('are the same in NFC and NFD, each at its places', () => {
    const parts = fc.constantFrom('Café', 'naïve', ' ', 'İ', '한국', 'x̌', '.', '😀', 'ΑΣ', 'Å', 'ệ');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 8 }), (words) => {
        const text = words.join('').normalize('NFC');
        const apart = text.normalize('NFD');
        const [tokens, others] = [tokensWithPlaces(text), tokensWithPlaces(apart)];
        expect(others.map(({ token }) => token)).toEqual(wordTokens(apart));
        expect(others.map(({ token }) => token)).toEqual(tokens.map(({ token }) => token));
        const shown = (of: string, all: Token[]) =>
          all.map(({ start, end }) => of.slice(start, end).normalize('NFC'));
        expect(shown(apart, others)).toEqual(shown(text, tokens));
      }),
    );
    expect(sentiment('A cliche\u0301d film.')).toEqual(sentiment('A clich\u00e9d film.'));
  });
});

describe('load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('refuses a place without a model', async () => {
    await expect(load(join(folder, 'nowhere'))).rejects.toThrow(
      /nowhere is neither the file of a model nor a checkpoint: there is no checkpoint.json, model.json/,
    );
  });

  it('keeps a copy of the bytes that it is given', async () => {
    const bytes = writeModel(quantized(SMALL_MODEL));
    const text = 'gut 😀';
    for (const kernel of ['wasm', 'js'] as const) {
      const given = Buffer.from(bytes);
      const small = await load(given, { kernel });
      given.fill(0);
      expect(small(text)).toEqual((await load(bytes, { kernel }))(text));
    }
  });

  it('reads an ArrayBuffer', async () => {
    const { buffer } = writeModel(quantized(SMALL_MODEL));
    expect((await load(buffer as ArrayBuffer)).name).toBe('small');
  });

  it('names the kernel or the place that is wrong', async () => {
    await expect(load(undefined, { kernel: 'gpu' as 'js' })).rejects.toThrow(
      new RangeError('there is no kernel "gpu": use "wasm" or "js"'),
    );
    await expect(load('')).rejects.toThrow('the place of the model is empty');
    await expect(load('http://127.0.0.1:1/model.bin')).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:1\/model\.bin cannot be fetched: ./,
    );
  });

  it('refuses changed files, and a layer that it does not have, by name', async () => {
    cpSync(FOLDER, folder, { recursive: true });
    const file = join(folder, 'model.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"FastLSTM"', '"GRU"'));
    await expect(load(folder)).rejects.toThrow('model.json was changed since it was saved');
    const record = join(folder, 'checkpoint.json');
    const { files, sha256: _, ...without } = JSON.parse(readFileSync(record, 'utf8'));
    for (const damaged of [null, { ...files, 'model.json': null }]) {
      writeFileSync(record, JSON.stringify({ ...without, files: damaged }));
      await expect(load(folder)).rejects.toThrow(/: (checkpoint|model)\.json .*: copy it again$/);
    }
    writeFileSync(record, JSON.stringify(without));
    await expect(load(folder)).rejects.toThrow('lstm-sentiment cannot run the layer forward_lstm (GRU)');
  });

  it('refuses a record that was changed, and one of a later format', async () => {
    const changed = join(folder, 'record');
    cpSync(FOLDER, changed, { recursive: true });
    const file = join(changed, 'checkpoint.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...record, classes: ['positive', 'negative'] }));
    await expect(load(changed)).rejects.toThrow(
      'checkpoint.json was changed since it was saved: copy it again',
    );
    const { sha256: _, ...unsealed } = record;
    writeFileSync(file, JSON.stringify({ ...unsealed, format: 99 }));
    await expect(load(changed)).rejects.toThrow(
      'checkpoint.json has format 99, and lstm-sentiment reads 2, 3, 4: update lstm-sentiment',
    );
    writeFileSync(file, JSON.stringify({ ...unsealed, format: undefined }));
    await expect(load(changed)).rejects.toThrow('train the model again');
  });

  it.each([
    ['MeanOverTime', { steps: 50 }],
    ['MaxOverTime', { ignoreMask: true }],
    ['TrainedEmbedding', { maskZero: false }],
  ])('refuses %s with %j, which it would compute differently', async (className, config) => {
    const changed = join(folder, className);
    cpSync(FOLDER, changed, { recursive: true });
    const {
      files: _,
      sha256: __,
      ...record
    } = JSON.parse(readFileSync(join(FOLDER, 'checkpoint.json'), 'utf8'));
    writeFileSync(join(changed, 'checkpoint.json'), JSON.stringify(record));
    const model = JSON.parse(readFileSync(join(FOLDER, 'model.json'), 'utf8'));
    const layers: { class_name: string; config: object }[] = model.modelTopology.config.layers;
    const layer = layers.find(({ class_name }) => class_name === className)!;
    Object.assign(layer.config, config);
    writeFileSync(join(changed, 'model.json'), JSON.stringify(model));
    await expect(load(changed)).rejects.toThrow(`(${className})`);
  });
});
