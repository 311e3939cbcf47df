import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { inOreillyOrder, readVectors } from '../../lib/vectors';
import { readNumbers } from '../../lib/vectors/read-numbers';

const dir = mkdtempSync(join(tmpdir(), 'vectors-'));
const file = join(dir, 'vectors.txt');
afterAll(() => rmSync(dir, { recursive: true }));

/** Returns what `readVectors` reads in a file with this content. */
async function read(content: string | Uint8Array) {
  writeFileSync(file, content);
  const { words, matrix, dimensions } = await readVectors(file);
  const rows = words.map((_, at) => [...matrix.subarray(at * dimensions, (at + 1) * dimensions)]);
  return Object.fromEntries(words.map((word, at) => [word, rows[at]]));
}

/** Returns the rows in the binary format of word2vec, which ends each with a line feed or not. */
function binary(
  rows: Record<string, number[]>,
  { feed = '\n', count = Object.keys(rows).length } = {},
): Buffer {
  const [first = []] = Object.values(rows);
  const records = Object.entries(rows).flatMap(([word, values]) => [
    Buffer.from(`${word} `),
    Buffer.from(Float32Array.from(values).buffer),
    Buffer.from(feed),
  ]);
  return Buffer.concat([Buffer.from(`${count} ${first.length}\n`), ...records]);
}

describe('readVectors reads', () => {
  test('the text of GloVe', async () => {
    writeFileSync(file, 'the 0.418 -0.24968 1\n, 1e-3 -.5 +2\nnaïve 0 -0 12345.678901234567\n');
    const vectors = await readVectors(file);
    expect(vectors.words).toEqual(['the', ',', 'naïve']);
    expect(vectors.dimensions).toBe(3);
    expect(vectors.matrix).toEqual(
      Float32Array.of(0.418, -0.24968, 1, 1e-3, -0.5, 2, 0, -0, 12345.678901234567),
    );
    expect(vectors.idOf('naïve')).toBe(2);
    expect(vectors.idOf('naive')).toBeUndefined();
  });

  test('words with blanks in them, as in GloVe 840B, also in the first line', async () => {
    expect(await read('. . . 1 2\nthe 3 4\nat name@domain.com 5 6\n')).toEqual({
      '. . .': [1, 2],
      the: [3, 4],
      'at name@domain.com': [5, 6],
    });
  });

  test('no-break spaces as part of words, and control characters of Unicode', async () => {
    expect(await read('a\u00a0b 1 2\n\u2028 3 4\n\u0085 5 6\n')).toEqual({
      'a\u00a0b': [1, 2],
      '\u2028': [3, 4],
      '\u0085': [5, 6],
    });
  });

  test('the header of word2vec and fastText, and the blank at the end of their lines', async () => {
    expect(await read('2 2\none 1 2 \ntwo 3 4 \n')).toEqual({ one: [1, 2], two: [3, 4] });
  });

  test.each([
    ['tabs', 'one\t1\t2\ntwo\t3\t4\n'],
    ['runs of blanks', 'one  1   2\ntwo  3 4\n'],
    ['a tab after the word', 'one\t1 2\ntwo\t3 4\n'],
    ['Windows line endings', '2 2\r\none 1 2\r\ntwo 3 4\r\n'],
    ['a byte order mark', '\ufeffone 1 2\ntwo 3 4\n'],
    ['a byte order mark before the header', '\ufeff2 2\none 1 2\ntwo 3 4\n'],
    ['blank lines at the end', 'one 1 2\ntwo 3 4\n\n  \n'],
  ])('%s', async (_, content) => {
    expect(await read(content)).toEqual({ one: [1, 2], two: [3, 4] });
  });

  test('the first vector of a word that occurs twice', async () => {
    writeFileSync(file, 'one 1 2\none 3 4\n');
    expect((await readVectors(file)).idOf('one')).toBe(0);
  });

  test.each(['\n', ''])('the binary format of word2vec, with %j after each vector', async (feed) => {
    const rows = { the: [0.5, -0.25], naïve: [32, 10], ',': [1e-3, 2.625e-9] };
    const float32 = Object.entries(rows).map(([word, row]) => [word, row.map(Math.fround)]);
    expect(await read(binary(rows, { feed }))).toEqual(Object.fromEntries(float32));
  });

  test('compressed files of each kind, also if written in several parts', async () => {
    const expected = { one: [1, 2], two: [3, 4] };
    expect(await read(gzipSync('one 1 2\ntwo 3 4\n'))).toEqual(expected);
    expect(await read(Buffer.concat([gzipSync('one 1 2\nt'), gzipSync('wo 3 4\n')]))).toEqual(expected);
    expect(await read(gzipSync(binary(expected)))).toEqual(expected);
  });

  test('files and words longer than the read buffer', async () => {
    const long = 'x'.repeat(2 ** 22 + 7);
    const lines = Array.from({ length: 200_000 }, (_, i) => `word${i} ${i} ${-i} 0.5`);
    for (const content of [[...lines, `${long} 7 8 9`, ''].join('\n')]) {
      for (const bytes of [content, gzipSync(content)]) {
        writeFileSync(file, bytes);
        const vectors = await readVectors(file);
        expect(vectors.words).toHaveLength(200_001);
        expect(vectors.idOf(long)).toBe(200_000);
        expect(vectors.matrix.subarray(3 * 123_456, 3 * 123_457)).toEqual(
          Float32Array.of(123_456, -123_456, 0.5),
        );
        expect(vectors.matrix.slice(-3)).toEqual(Float32Array.of(7, 8, 9));
      }
    }
  });

  test('a binary file longer than the read buffer, whose last rows have short words', async () => {
    const rows = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`w${i}`, Array(100).fill(i)]));
    const vectors = await read(binary(rows));
    expect(vectors.w19999).toEqual(Array(100).fill(19_999));
    expect(vectors.w10484).toEqual(Array(100).fill(10_484));
  });

  test('into a matrix with room for the special tokens of the tutorial', async () => {
    writeFileSync(file, 'one 1 2\ntwo 3 4\n');
    const vectors = await readVectors(file);
    const ordered = inOreillyOrder(vectors, { reuse: true });
    expect(ordered.matrix.buffer).toBe(vectors.matrix.buffer);
    expect([...ordered.matrix]).toEqual([0, 0, 3, 4, 1, 2, 2, 3]);
  });
});

describe('readVectors refuses', () => {
  test.each([
    [
      'a line with fewer numbers',
      'a 1 2\nb 1\n',
      /vectors\.txt:2: expected a word and 2 numbers as on the first line, found 1/,
    ],
    ['a line with more numbers', 'a 1 2\nb 1 2 3\n', /vectors\.txt:2: expected .* 2 numbers .*, found 3/],
    ['a word among the numbers', 'a 1 2\nb 1 two\n', /vectors\.txt:2: value 2 of "b" is "two"/],
    [
      'a blank line',
      'a 1 2\n\nb 1 2\n',
      /vectors\.txt:2: expected a word and its numbers, found a blank line/,
    ],
    ['a blank word', 'a 1 2\n 3 4\n', /vectors\.txt:2: expected a word and 2 numbers/],
    ['a line without numbers', 'a 1 2\nb\n', /vectors\.txt:2: expected a word and 2 numbers/],
    ['prose', 'It was the best of times\n', /vectors\.txt:1: expected a word and its numbers/],
    [
      'NaN',
      'a 1 2\nb 1 NaN\n',
      /vectors\.txt:2: value 2 of "b" is "NaN": expected a number that float32 can hold/,
    ],
    ['nan in the first line', 'a nan nan\n', /vectors\.txt:1: value 1 of "a" is "nan"/],
    ['infinity', 'a 1 2\nb -inf 2\n', /vectors\.txt:2: value 1 of "b" is "-inf"/],
    ['Infinity', 'a 1 2\nb Infinity 2\n', /vectors\.txt:2: value 1 of "b" is "Infinity"/],
    ['a number beyond float32', 'a 1 2\nb 1 1e39\n', /vectors\.txt:2: value 2 of "b" is "1e39"/],
    ['a last line without line feed', 'a 1 2\nb 1 0.4', /vectors\.txt:2: .* the file may be cut off/],
    [
      'fewer vectors than the header says',
      '3 2\na 1 2\nb 1 2\n',
      /the header says 3 vectors, but there are 2/,
    ],
    [
      'more vectors than the header says',
      '1 2\na 1 2\nb 1 2\n',
      /the header says 1 vectors, but there are 2/,
    ],
    [
      'more dimensions in the header',
      '2 3\na 1 2\nb 1 2\n',
      /vectors\.txt:2: expected a word and 3 numbers as the header says, found 2/,
    ],
    [
      'fewer dimensions in the header',
      '2 1\na 1 2\nb 1 2\n',
      /vectors\.txt:2: expected a word and 1 numbers as the header says, found 2/,
    ],
    ['nothing', '', /is empty/],
    ['a header alone', '2 2\n', /is empty/],
    [
      'Latin-1',
      Buffer.from('a 1 2\ncafé 1 2\n', 'latin1'),
      /vectors\.txt:2: the word "café" is not UTF-8; .* iconv -f latin1/,
    ],
    ['UTF-16', Buffer.from('\ufeffa 1 2\n', 'utf16le'), /is UTF-16/],
    [
      'a fastText model',
      Buffer.of(0xba, 0x16, 0x4f, 0x2f, 12, 0, 0, 0),
      /is a fastText model: use .* \(\.vec\)/,
    ],
    ['other binary files', Buffer.of(0, 1, 2, 3, 10, 4), /neither text nor word2vec's binary format/],
  ])('%s', async (_, content, message) => {
    writeFileSync(file, content);
    await expect(readVectors(file)).rejects.toThrow(message);
  });

  test('damaged binary files', async () => {
    const rows = { one: [1, 2], two: [3, 4] };
    const bytes = binary(rows);
    await expect(read(bytes.subarray(0, -2))).rejects.toThrow(/ends after 1 of 2 vectors: copy it again/);
    await expect(read(binary(rows, { count: 3 }))).rejects.toThrow(/ends after 2 of 3 vectors/);
    await expect(read(binary(rows, { count: 1 }))).rejects.toThrow(/says 1 vectors, but more bytes follow/);
    await expect(read(binary({ one: [1, 2], two: [3, Number.NaN] }))).rejects.toThrow(
      /vector 2 of 2: value 2 of "two" is NaN/,
    );
    await expect(read(binary({ one: [1, 2], '': [3, 4] }))).rejects.toThrow(/vector 2 of 2: expected a word/);
  });

  test('cut gzip files', async () => {
    const bytes = gzipSync('one 1 2\ntwo 3 4\n');
    await expect(read(bytes.subarray(0, -12))).rejects.toThrow(/cannot be decompressed .*: copy it again/);
  });

  test('a file that does not exist', async () => {
    await expect(readVectors(join(dir, 'missing.txt'))).rejects.toThrow(
      /missing\.txt is missing: copy it there, or name another file/,
    );
  });
});

test('readNumbers parses the values that Number parses', () => {
  const float = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e38, min: -1e38 }).map(String),
    fc.double({ min: -100, max: 100, noNaN: true }).map((value) => value.toFixed(5)),
  );
  fc.assert(
    fc.property(fc.array(float, { minLength: 1 }), (texts) => {
      const bytes = Buffer.from(texts.join(' '));
      const into = new Float32Array(texts.length);
      expect(readNumbers(bytes, 0, bytes.length, 32, into, 0, texts.length)).toBe(texts.length);
      expect(into).toEqual(Float32Array.from(texts, Number));
    }),
  );
});
