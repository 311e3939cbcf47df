import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadVectors } from '../../lib/datasets';
import { dataDir, repositoryRoot } from '../../lib/repository';
import { nearest, type WordVectors, wordVectors } from '../../lib/vectors';
import { inOreillyOrder } from '../../lib/vectors/oreilly-order';
import { smallVectors, WORDS } from '../../lite/library/files';
import { grown } from '../../lite/library/small-vectors';

const LESSONS = join(repositoryRoot(), 'lessons');
const TEXTS = ['snippets/movieReviewSnippets_GroundTruth.txt', 'Kaggle/data.csv'];
const MOST = 4e6; // bytes

/** Returns the words in the strings of the lessons' code. */
function wordsOfLessons(): string[] {
  const code = readdirSync(LESSONS)
    .filter((name) => /^\d\d-.*[.]ts$/.test(name))
    .flatMap((name) => readFileSync(join(LESSONS, name), 'utf8').split('\n'))
    .filter((line) => !line.startsWith('//'))
    .join('\n');
  const strings = Array.from(code.matchAll(/['"`]([^'"`\n]*)['"`]/g), ([, text]) => text!.toLowerCase());
  return [...new Set(strings.flatMap((text) => text.match(/[a-z]+/g) ?? []))];
}

describe('the word vectors of a browser tab', () => {
  let files: Map<string, Uint8Array>;
  let exact: WordVectors;
  let small: WordVectors;

  beforeAll(async () => {
    files = new Map(await smallVectors());
    const all = await loadVectors('glove-50');
    const words = Buffer.from(files.get('words.txt')!).toString('utf8').trimEnd().split('\n');
    const rows = words.map((word) => all.idOf(word)!);
    const matrix = Float32Array.from({ length: 50 * rows.length }, (_, n) => {
      return all.matrix[50 * rows[Math.floor(n / 50)]! + (n % 50)]!;
    });
    exact = wordVectors('float32', words, matrix, 50);
    const npy = grown(files.get('vectors.npy')!);
    const values = new Float32Array(npy.buffer, npy.length - 4 * matrix.length);
    small = wordVectors('8 bits', words, values, 50);
  }, 60_000);

  test('and its texts take at most 4 MB in the app', () => {
    const texts = TEXTS.map((name) => readFileSync(join(dataDir(), name)));
    const bytes = [...files.values(), ...texts].map((content) => gzipSync(content).length);
    expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(MOST);
  });

  test('have the same nearest word as with 32 bits, for 95 % of the words in lessons', () => {
    const words = wordsOfLessons().filter((word) => exact.idOf(word) !== undefined);
    expect(words.length).toBeGreaterThan(500);
    const nearestIn = (vectors: WordVectors, word: string) => nearest(vectors, word, 1)[0]?.word;
    const same = words.filter((word) => nearestIn(small, word) === nearestIn(exact, word));
    expect(same.length / words.length).toBeGreaterThan(0.95);
  });

  test('have the special ids of the O’Reilly order at the end', () => {
    const { words, idOf, unknownId, paddingId } = inOreillyOrder(small);
    expect(words).toHaveLength(WORDS);
    expect([paddingId, idOf('the'), unknownId]).toEqual([0, WORDS - 2, WORDS - 1]);
    expect([idOf('movie'), idOf('unk')]).toEqual([exact.idOf('movie'), WORDS - 1]);
  });
});
