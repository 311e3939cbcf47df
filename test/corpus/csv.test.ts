import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { csvReviews, type Review, readCsv } from '../../lib/corpus';

const dir = mkdtempSync(join(tmpdir(), 'csv-'));
afterAll(() => rmSync(dir, { recursive: true }));

function csv(content: string | Uint8Array): string {
  const file = join(dir, 'reviews.csv');
  writeFileSync(file, content);
  return file;
}

const columns = { text: 'review', label: 'sentiment' };

describe('readCsv', () => {
  test('named columns, quotes, a byte order mark and Windows line ends are read', async () => {
    const file = csv(
      '\ufeffid,sentiment,review\r\n1,1,"Good, ""very"" good"\r\n2,neg,"Two\r\nlines"\r\n\r\n3,Positive,Fine\r\n',
    );
    expect(await readCsv(file, columns)).toEqual([
      { text: 'Good, "very" good', label: 'positive', source: 'reviews.csv:2' },
      { text: 'Two\r\nlines', label: 'negative', source: 'reviews.csv:3' },
      { text: 'Fine', label: 'positive', source: 'reviews.csv:6' },
    ]);
  });

  test('ratings, other delimiters and other labels are read, and labels are optional', async () => {
    const file = csv('text;stars;verdict\nGreat;4.5;up\nPoor;1;down\n');
    const labels = { up: 'positive', down: 'negative' } as const;
    expect(
      await readCsv(file, { text: 'text', rating: 'stars', label: 'verdict', labels, delimiter: ';' }),
    ).toMatchObject([
      { label: 'positive', rating: 4.5 },
      { label: 'negative', rating: 1 },
    ]);
    expect(await readCsv(file, { text: 'text', delimiter: ';' })).toEqual([
      { text: 'Great', source: 'reviews.csv:2' },
      { text: 'Poor', source: 'reviews.csv:3' },
    ]);
  });

  test('characters that cross a chunk boundary are read whole', async () => {
    const text = '€😀'.repeat(40_000);
    const [review] = await readCsv(csv(`review\n${text}\n`), { text: 'review' });
    expect(review!.text).toBe(text);
  });

  test.each([
    [
      'a missing column',
      'text,label\na,1\n',
      /reviews\.csv has no column "review"; the columns are "text", "label"/,
    ],
    [
      'a missing label',
      'review,sentiment\na,1\nb,\n',
      /reviews\.csv:3: the label "" is unknown; expected one of 0, 1/,
    ],
    ['an empty text', 'review,sentiment\n ,1\n', /reviews\.csv:2: the text in column "review" is empty/],
    ['a row with missing fields', 'review,sentiment\na,1\nb\n', /reviews\.csv:3: 1 field instead of 2/],
    ['a file without rows', 'review,sentiment\n', /has no rows/],
    ['an empty file', '', /reviews\.csv is empty/],
  ])('%s is refused by file and line', async (_, content, message) => {
    await expect(readCsv(csv(content), columns)).rejects.toThrow(message);
  });

  test('a quote that is never closed is a character', async () => {
    expect((await readCsv(csv('review,sentiment\n"a,1\nb,0\n'), columns)).map(({ text }) => text)).toEqual([
      '"a',
      'b',
    ]);
  });

  test('Latin-1 is read, wherever its first byte is', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`review\n${'e'.repeat(500_000)}\n`),
      Buffer.from('très bien', 'latin1'),
    ]);
    expect((await readCsv(csv(bytes), { text: 'review' })).at(-1)!.text).toBe('très bien');
  });

  test('a rating that is not a number is refused', async () => {
    const file = csv('review,stars\na,many\n');
    await expect(readCsv(file, { text: 'review', rating: 'stars' })).rejects.toThrow(/:2: the rating "many"/);
  });

  test('a missing file is refused by its path', async () => {
    await expect(readCsv(join(dir, 'none.csv'), columns)).rejects.toThrow(/ENOENT.*none\.csv/);
  });
});

describe('csvReviews', () => {
  test('rows are read lazily: an error in a later row does not reach the first ones', async () => {
    const file = csv(`review,sentiment\n${'good,1\n'.repeat(50_000)}bad,meh\n`);
    const read: Review[] = [];
    for await (const review of csvReviews(file, columns)) {
      read.push(review);
      break;
    }
    expect(read).toMatchObject([{ text: 'good', label: 'positive' }]);
  });
});
