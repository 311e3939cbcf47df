import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as fs from '../../lite/library/node/fs';

const requested: string[] = [];

/** What workers have, and Node has not. Each file contains its own name. */
class Request {
  status = 200;
  response: ArrayBuffer | undefined;
  #url = '';
  open(_: string, url: URL) {
    this.#url = url.href;
  }
  send() {
    this.response = bytesOf(this.#url);
  }
}

function bytesOf(url: string): ArrayBuffer {
  requested.push(url);
  return new Uint8Array(gzipSync(url.replace(/.*[/]/, ''))).buffer;
}

beforeEach(() => {
  requested.length = 0;
  vi.stubGlobal('XMLHttpRequest', Request);
  vi.stubGlobal('fetch', async (url: URL) => ({ ok: true, arrayBuffer: async () => bytesOf(url.href) }));
  const files = ['results/a.json', 'results/b.json', 'results/deep/c.json', 'data/100%.csv'];
  const url = (path: string) => path.replace(/.*[/]/, '').replace('%', '');
  const mounted = files.map((path) => [`/course/${path}`, { url: url(path) }] as const);
  fs.mount(Object.fromEntries(mounted), 'https://example.org/', () => {});
});
afterEach(() => vi.unstubAllGlobals());

const read = (path: string) => String(fs.readFileSync(path, 'utf8'));

test('a file of the course is fetched when it is first read, wherever the path starts', async () => {
  expect(read('../results/a.json')).toBe('a.json');
  expect(await fs.promises.readFile('/course/results/a.json', 'utf8')).toBe('a.json');
  expect(await fs.promises.readFile('/course/data/100%.csv', 'utf8')).toBe('100.csv');
  expect(requested).toEqual(['https://example.org/a.json', 'https://example.org/100.csv']);
});

test.each(['accuracy 85 %', '// a comment', 'x'.repeat(10)])('the text %s can be written', async (text) => {
  fs.writeFileSync('/course/results/a.json', text);
  await fs.promises.writeFile('b.txt', text);
  expect([read('/course/results/a.json'), read('b.txt')]).toEqual([text, text]);
  expect(requested).toEqual([]);
});

test('what is written over a file of the course stays', async () => {
  for (const name of ['one', 'two', 'three']) fs.writeFileSync(`/tmp/${name}`, name);
  fs.renameSync('/tmp/one', '/course/results/a.json');
  fs.copyFileSync('/tmp/two', '/course/results/b.json');
  await fs.promises.rename('/tmp/three', '/course/results/deep/c.json');
  expect(['a.json', 'b.json', 'deep/c.json'].map((name) => read(`/course/results/${name}`))).toEqual([
    'one',
    'two',
    'three',
  ]);
});

test('what is appended to a file of the course comes after its content', () => {
  fs.appendFileSync('/course/results/a.json', ' and more');
  expect(read('/course/results/a.json')).toBe('a.json and more');
});

test('a removed file does not come back, nor those of a removed or renamed folder', () => {
  fs.unlinkSync('/course/results/a.json');
  expect(() => read('/course/results/a.json')).toThrow('ENOENT');
  fs.renameSync('/course/results/deep', '/course/results/moved');
  expect(read('/course/results/moved/c.json')).toBe('c.json');
  fs.rmSync('/course/results', { recursive: true });
  expect(() => read('/course/results/b.json')).toThrow('ENOENT');
});

test('a file that could not be replaced keeps its content', () => {
  expect(() => fs.writeFileSync('/course/results', 'a folder')).toThrow('EISDIR');
  expect(read('/course/results/a.json')).toBe('a.json');
});
