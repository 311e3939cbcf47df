import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DataOptions } from '../../lib/corpus';
import { zipOf } from '../datasets/archives';
import { at, BOTH, CSV, put, read, useFolder } from './data-folder';

useFolder();

/** Returns an archive of one file whose checksum is another one, where the directory has it. */
function withWrongSum(archive: Uint8Array): Uint8Array {
  const damaged = Buffer.from(archive);
  damaged[damaged.indexOf('PK\x01\x02', 'latin1') + 16]! ^= 1;
  return damaged;
}

describe('a file', () => {
  it('is read whatever it is called', async () => {
    put({ 'Some Tweets.dat': CSV });
    expect(await read(at('Some Tweets.dat'))).toMatchObject({ train: BOTH, what: at('Some Tweets.dat') });
  });

  it('may be compressed', async () => {
    put({ 'x.csv.gz': gzipSync(CSV), 'y.zip': zipOf({ 'x.csv': CSV, '__MACOSX/._x.csv': '\0' }) });
    expect((await read(at('x.csv.gz'))).train).toEqual(BOTH);
    const zipped = await read(at('y.zip'));
    expect(zipped.train).toEqual(BOTH);
    expect(zipped.notes).toContain('Ignored: 1 file that systems');
  });

  it('of a damaged archive is refused', async () => {
    put({
      'x.csv.gz': gzipSync(CSV).subarray(0, 40),
      'y.zip': withWrongSum(zipOf({ 'x.csv': CSV })),
      'z.zip': 'PK',
    });
    await expect(read(at('x.csv.gz'))).rejects.toThrow(/x\.csv\.gz cannot be unpacked: it is cut off/);
    await expect(read(at('y.zip'))).rejects.toThrow(/x\.csv is damaged: its checksum differs/);
    await expect(read(at('z.zip'))).rejects.toThrow(/z\.zip is no zip archive that can be read/);
  });

  it('of an archive that would fill the memory, or leave its folder, is refused', async () => {
    put({ 'x.csv.gz': gzipSync('a'.repeat(140_000_000)), 'y.zip': zipOf({ '../x.csv': CSV }) });
    await expect(read(at('x.csv.gz'), { headBytes: 2 ** 29 } as DataOptions)).rejects.toThrow(
      /far more than any text/,
    );
    await expect(read(at('y.zip'))).rejects.toThrow(/invalid relative path/);
  });

  it('may be compressed in an archive, whose paths Windows wrote', async () => {
    put({ 'x.zip': zipOf({ 'd\\train.csv.gz': gzipSync(CSV), 'd\\README.md': 'About' }) });
    const { train, notes } = await read(at('x.zip'));
    expect(train).toEqual(BOTH);
    expect(notes).toContain('Not read: README.md');
  });

  it('that only looks compressed, or is a tar archive, is refused with what to do', async () => {
    const tar = Buffer.concat([Buffer.alloc(257), Buffer.from('ustar'), Buffer.alloc(250)]);
    put({ 'x.csv.gz': CSV, 'y.tgz': gzipSync(tar) });
    await expect(read(at('x.csv.gz'))).rejects.toThrow(/not compressed; .*remove \.gz from its name/);
    await expect(read(at('y.tgz'))).rejects.toThrow(/y\.tar is a tar archive: unpack it \(tar xf\)/);
  });

  it('that does not exist is refused', async () => {
    await expect(read(at('nowhere'))).rejects.toThrow(/nowhere does not exist/);
    await expect(read('data/aclImdb/nowhere')).rejects.toThrow(/nowhere does not exist: .*npm run data/);
    await expect(read(at('*.csv'))).rejects.toThrow(/matches no file/);
    const others = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`a${n}.csv`, CSV]));
    put({ ...others, 'reviews.csv': CSV });
    await expect(read(at('review.csv'))).rejects.toThrow(/review\.csv does not exist: .* has reviews\.csv, /);
    await expect(read(at('reveiws.csv'))).rejects.toThrow(/does not exist: .* has reviews\.csv, /);
  });
});

describe('a pattern', () => {
  it('does not name what is about the data', async () => {
    put({ 'a.txt': 'Fine film\t1\nBad film\t0\n', 'readme.txt': 'About these reviews\n' });
    expect((await read(at('*'))).train).toEqual(['Fine film: positive', 'Bad film: negative']);
  });

  it('names the files of one training set, or of parts', async () => {
    put({ 'a/x.csv': CSV, 'b/y.csv': 'label,text\n1,More\n0,Less\n' });
    expect((await read(at('*/*.csv'))).train).toEqual([...BOTH, 'More: positive', 'Less: negative']);
    put({ 'c/train.csv': CSV, 'c/test.csv': 'label,text\n1,More\n0,Less\n' });
    expect(await read(at('c/*.csv'))).toMatchObject({
      train: BOTH,
      test: ['More: positive', 'Less: negative'],
    });
  });
});
