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

  test.each(['vocab.txt', 'words.json'])('finds the encoding of %s', (name) => {
    const content = name.endsWith('.txt') ? 'the\ncafé\nnaïve\n' : '{"the": 2, "café": 3, "naïve": 4}';
    const files: [string, Uint8Array][] = [
      ['UTF-8', Buffer.from(content)],
      ['UTF-8', Buffer.from(`\ufeff${content}`)],
      ['windows-1252', Buffer.from(content, 'latin1')],
      ['UTF-16LE', Buffer.from(content, 'utf16le')],
      ['UTF-16BE', Buffer.from(`\ufeff${content}`, 'utf16le').swap16()],
    ];
    for (const [encoding, bytes] of files) {
      const dictionary = readDictionary(file(name, bytes));
      expect([...dictionary.ids]).toEqual([
        ['the', 2],
        ['café', 3],
        ['naïve', 4],
      ]);
      expect(dictionary.encoding).toBe(encoding);
    }
    const mixed = Buffer.concat([Buffer.from(content), Buffer.from(content, 'latin1')]);
    expect(() => readDictionary(file(name, mixed))).toThrow(
      /2 bytes are not UTF-8, the first at offset \d+: save it as UTF-8/,
    );
  });

  test('blanks at the ends of lines, and the line ends of old Macs, are no part of words', () => {
    for (const content of ['the  \nand\t\n', 'the\rand\r'])
      expect([...readDictionary(file('vocab.txt', content)).ids.keys()]).toEqual(['the', 'and']);
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
    ['vocab.txt', 'the 5000\nand 40\n', /a number behind each word \("the 5000"\): expected one word per/],
    ['vocab.txt', 'the\t5000\nand\t40\n', /a number behind each word/],
    ['words.json', '{"the": 2, "a\\"b": 3, "the": 5}', /words\.json has the word "the" twice/],
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
