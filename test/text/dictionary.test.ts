import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readDictionary } from '../../lib/text';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dictionary-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}

describe('readDictionary', () => {
  test('reads JSON and pickles, compressed or not', () => {
    const json = '{"the": 2, "and": 3}';
    const pickle = Buffer.from('\x80\x02}q\x01(U\x03theq\x02K\x02U\x03andq\x03K\x03u.', 'latin1');
    const files = [
      file('words.json', json),
      file('words.json.gz', gzipSync(json)),
      file('imdb.dict.pkl', pickle),
      file('imdb.dict.pkl.gz', gzipSync(pickle)),
    ];
    for (const path of files) {
      const dictionary = readDictionary(path);
      expect(['the', 'and', 'film'].map(dictionary.idOf)).toEqual([2, 3, 1]);
    }
  });

  test('reads lists of words, also with the special tokens of Keras', () => {
    for (const content of ['the\nand\n', '\ufeffthe\r\nand', '\n[UNK]\nthe\nand\n']) {
      const dictionary = readDictionary(file('vocab.txt', content));
      expect(['the', 'and', 'film'].map(dictionary.idOf)).toEqual([2, 3, 1]);
    }
  });

  test('adds the offset to ids that begin at 1', () => {
    const dictionary = readDictionary(file('word_index.json', '{"the": 1, "and": 2}'), 1);
    expect(['the', 'and', 'film'].map(dictionary.idOf)).toEqual([2, 3, 1]);
    expect(dictionary.ids.get('and')).toBe(3);
  });

  test.each([
    [
      'words.json',
      '{"the": 1}',
      /gives "the" the id 1: expected a whole number from 2 to 2147483647; .*--dictionary_offset 1/,
    ],
    ['vocab.txt', 'the\nthe\n', /vocab\.txt: word 2, "the", is there twice/],
    ['vocab.txt', 'the\n\nand\n', /vocab\.txt: word 2, "", is empty/],
    ['words.json', '{"the": "2"}', /gives "the" the id 2/],
    ['words.json', '["the"]', /expected an object of words and ids/],
    ['words.json', '{', /words\.json is not JSON/],
    ['words.pkl.gz', 'not compressed', /words\.pkl\.gz cannot be decompressed/],
    ['words.pkl', 'cos\nsystem\n', /operation GLOBAL \(0x63\), which would call a function, at byte 0/],
  ])('%s with content %s throws', (name, content, message) => {
    expect(() => readDictionary(file(name, content))).toThrow(message);
  });

  test('a file that unpacks to more than the size limit throws', () => {
    const bomb = gzipSync(Buffer.alloc(2 ** 26 + 1));
    expect(() => readDictionary(file('bomb.pkl.gz', bomb))).toThrow(/bomb\.pkl\.gz cannot be decompressed/);
  });
});
