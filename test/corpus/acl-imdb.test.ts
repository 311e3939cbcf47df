import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAclImdb, readReviewFolders } from '../../lib/corpus';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'reviews-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function put(path: string, content: string | Uint8Array = 'A fine film.'): void {
  mkdirSync(join(dir, path, '..'), { recursive: true });
  writeFileSync(join(dir, path), content);
}

describe('readAclImdb', () => {
  test('positive reviews come first, then negative ones, each by number', async () => {
    put('train/pos/10_7.txt', 'Ten.');
    put('train/pos/9_10.txt', 'Nine.');
    put('train/neg/0_1.txt', 'Nought.<br />');
    put('train/unsup/0_0.txt');
    expect(await readAclImdb(dir, { split: 'train' })).toEqual([
      { text: 'Nine.', label: 'positive', rating: 10, source: 'train/pos/9_10.txt' },
      { text: 'Ten.', label: 'positive', rating: 7, source: 'train/pos/10_7.txt' },
      { text: 'Nought.<br />', label: 'negative', rating: 1, source: 'train/neg/0_1.txt' },
    ]);
  });

  test('unlabeled reviews have neither label nor rating', async () => {
    put('train/unsup/5_0.txt', 'Who knows.');
    const reviews = await readAclImdb(dir, { split: 'train', labels: ['unlabeled'] });
    expect(reviews).toEqual([{ text: 'Who knows.', source: 'train/unsup/5_0.txt' }]);
  });

  test('progress is reported every 256 reviews', async () => {
    for (let i = 0; i < 600; i++) put(`test/pos/${i}_9.txt`);
    const calls: number[][] = [];
    const progress = (done: number, total: number) => void calls.push([done, total]);
    await readAclImdb(dir, { split: 'test', labels: ['positive'], progress });
    expect(calls).toEqual([
      [0, 600],
      [256, 600],
      [512, 600],
      [600, 600],
    ]);
  });

  test('an aborted signal stops the reading', async () => {
    put('test/pos/0_9.txt');
    const signal = AbortSignal.abort();
    await expect(readAclImdb(dir, { split: 'test', labels: ['positive'], signal })).rejects.toThrow(/abort/i);
  });

  test('a missing folder is refused with the expected layout', async () => {
    await expect(readAclImdb(join(dir, 'nowhere'), { split: 'train' })).rejects.toThrow(
      /there is no folder .*nowhere.train.pos: .*npm run data -- imdb/,
    );
    put('train/pos/0_9.txt');
    await expect(readAclImdb(dir, { split: 'train' })).rejects.toThrow(
      /train.neg: expected the layout of aclImdb/,
    );
  });

  test.each([
    ['an empty file', '0_9.txt', '', /0_9\.txt is empty/],
    [
      'Latin-1',
      '0_9.txt',
      Buffer.from('Un film très bon', 'latin1'),
      /not UTF-8: the byte 0xe8 at offset 10/,
    ],
    ['a truncated character', '0_9.txt', Buffer.from('so: é').subarray(0, 5), /the byte 0xc3 at offset 4/],
    ['a file without a rating', 'good.txt', 'Good.', /good\.txt: expected a name like 0_9\.txt/],
    ['a folder without a text file', 'readme.md', 'Good.', /holds no review/],
  ])('%s is refused by its path', async (_, name, content, message) => {
    put(`train/pos/${name}`, content);
    await expect(readAclImdb(dir, { split: 'train', labels: ['positive'] })).rejects.toThrow(message);
  });
});

describe('readReviewFolders', () => {
  test("the O'Reilly tutorial's folders are read, whatever their files are called", async () => {
    put('positiveReviews/0_9.txt', 'Good.');
    put('positiveReviews/best.txt', 'Best.');
    put('negativeReviews/b.txt', 'Bad.');
    put('negativeReviews/a.txt', 'Awful.');
    expect(await readReviewFolders(dir)).toEqual([
      { text: 'Good.', label: 'positive', rating: 9, source: 'positiveReviews/0_9.txt' },
      { text: 'Best.', label: 'positive', source: 'positiveReviews/best.txt' },
      { text: 'Awful.', label: 'negative', source: 'negativeReviews/a.txt' },
      { text: 'Bad.', label: 'negative', source: 'negativeReviews/b.txt' },
    ]);
  });

  test('two other folders can be named', async () => {
    put('mine/good/1.txt', 'Good.');
    put('mine/bad/1.txt', 'Bad.');
    expect(await readReviewFolders(dir, { positive: 'mine/good', negative: 'mine/bad' })).toEqual([
      { text: 'Good.', label: 'positive', source: 'mine/good/1.txt' },
      { text: 'Bad.', label: 'negative', source: 'mine/bad/1.txt' },
    ]);
  });

  test("readAclImdb recommends it for the tutorial's folders", async () => {
    put('positiveReviews/0_9.txt');
    await expect(readAclImdb(dir, { split: 'train' })).rejects.toThrow(/read it with readReviewFolders/);
  });
});
