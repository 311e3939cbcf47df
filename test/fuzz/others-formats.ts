/** Readers of formats of others: word vectors, dictionaries, reviews, archives, models. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readReviews } from '../../lib/corpus';
import { unpack } from '../../lib/datasets';
import { readWink } from '../../lib/datasets/wink';
import { readNpy, writeNpy } from '../../lib/files/npy';
import { requireFile } from '../../lib/files/require-file';
import { openZip } from '../../lib/files/zip';
import { readKerasFile, readKerasVocabulary } from '../../lib/importers';
import { allBytes } from '../../lib/reading';
import { readDictionary } from '../../lib/text';
import { readVectors, type WordVectors } from '../../lib/vectors';
import { tarWith, zipWith } from '../datasets/archives';
import { SENTENCES } from '../models/sentences';
import { PARQUET } from '../reading/parquet';
import { areFinite, strings } from './numbers';
import { type Reader, reader } from './reader';

const REVIEWS = SENTENCES.slice(0, 3).concat(SENTENCES.slice(16, 19));
const VECTORS: [string, number[]][] = [
  ['the', [0.25, -1.5, 3]],
  ['film', [1, 0.125, -0.5]],
  ['naïve', [-2, 0.75, 1.5]],
  ['a', [0.5, 0.5, 8]],
];
const ROWS = VECTORS.map(([word, numbers]) => `${word} ${numbers.join(' ')}\n`).join('');

/** Writes files into a folder. */
function files(contents: Record<string, string | Uint8Array>): (folder: string) => Promise<void> {
  return async (folder) => {
    for (const [name, content] of Object.entries(contents)) {
      mkdirSync(join(folder, name, '..'), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
  };
}

const shown = ({ words, matrix, dimensions }: WordVectors) => ({
  words,
  dimensions,
  numbers: strings(matrix),
});

/**
 * The rules of word vectors: a row of finite numbers for each word, and no word is damaged UTF-8.
 */
function brokenVectors({ words, dimensions, numbers }: ReturnType<typeof shown>): string | undefined {
  if (words.length * dimensions !== numbers.length) return 'words x dimensions';
  if (!areFinite(numbers)) return 'a number is not finite';
  if (words.some((word) => word.includes('\ufffd') || word === '')) return 'a word is no word';
  return undefined;
}

/** The rule of word2vec's header: it counts the vectors. A word that is there twice has one. */
function brokenCount({ words }: ReturnType<typeof shown>, file: string): string | undefined {
  const [, said] = /^(\d+) \d+\n/.exec(readFileSync(file, 'latin1')) ?? [];
  if (said === undefined) return undefined; // without its header it is GloVe text
  return Number(said) >= words.length && Number(said) <= words.length + 1 ? undefined : 'another count';
}

function word2vecBinary(): Buffer {
  const rows = VECTORS.map(([word, numbers]) =>
    Buffer.concat([
      Buffer.from(`${word} `),
      Buffer.from(Float32Array.from(numbers).buffer),
      Buffer.from('\n'),
    ]),
  );
  return Buffer.concat([Buffer.from(`${VECTORS.length} 3\n`), ...rows]);
}

function winkJson(): string {
  const size = 100;
  const rows = ['the', '"', 'naïve'].map((word, id) => {
    const row = Array.from({ length: size }, (_, at) => ((at * (id + 3)) % 17) / 8 - 1);
    return `${JSON.stringify(word)}:${JSON.stringify([...row, Number(Math.hypot(...row).toFixed(8)), id])}`;
  });
  const head = `{"precision":8,"dimensions":${size},"words":["the","\\"","naïve"],"vectors":`;
  return `${head}{${rows.join()}},"unkVector":[0]}`;
}

function pickledDictionary(): Buffer {
  const items = ['the', 'film', 'naïve'].flatMap((word, at) => {
    const bytes = Buffer.from(word);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [
      Buffer.from('X'),
      length,
      bytes,
      Buffer.from('q'),
      Buffer.of(at + 1),
      Buffer.from('K'),
      Buffer.of(at + 2),
    ];
  });
  return Buffer.concat([Buffer.from('\x80\x02}q\0(', 'latin1'), ...items, Buffer.from('u.')]);
}

/** The rules of a dictionary: an id of its own for each word, which 32 bits hold. */
function brokenDictionary(entries: [string, number][]): string | undefined {
  const ids = entries.map(([, id]) => id);
  if (new Set(ids).size !== ids.length) return 'an id is there twice';
  const isId = (id: number) => Number.isInteger(id) && id > 1 && id < 2 ** 31;
  return ids.every(isId) ? undefined : 'an id is out of range';
}

const dictionaryIn = (name: string) => (folder: string) => [...readDictionary(join(folder, name)).ids];

const table = (reviews: readonly { text: string; label?: string }[]) =>
  reviews.map(({ text, label }) => ({ text, label }));

/** The rules of reviews: each has a text and a label. */
function brokenReviews(reviews: ReturnType<typeof table>): string | undefined {
  return reviews.every(({ text, label }) => text.trim() !== '' && label) ? undefined : 'no text or no label';
}

const csv = `text,label\n${REVIEWS.map(({ text, label }) => `"${text}",${label}`).join('\n')}\n`;
const jsonLines = REVIEWS.map(({ text, label }) => `${JSON.stringify({ text, label })}\n`).join('');
const reviewsIn = (name: string) => async (folder: string) => table(await readReviews(join(folder, name)));

const MEMBERS = [
  ['a/b.txt', 'one file of text '.repeat(20)],
  ['c.txt', 'another'],
] as const;
const unpacked = (name: string) => async (folder: string) => {
  const into = join(folder, 'into');
  rmSync(into, { recursive: true, force: true });
  await unpack(join(folder, name), into);
  const members = readdirSync(into, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const paths = members.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return paths.map((path) => [relative(into, path), readFileSync(path, 'latin1')] as const);
};

/**
 * Returns what breaks the rules of tar: a member that no header describes. A header has the sum of
 * its bytes, so that two changes can cancel each other; contents have no check at all.
 */
function brokenTar(members: Awaited<ReturnType<ReturnType<typeof unpacked>>>, folder: string) {
  const archive = readFileSync(join(folder, 'a.tar'));
  const described = new Set<string>();
  for (let at = 0; at + 512 <= archive.length; at += 512) {
    const header = archive.subarray(at, at + 512);
    const field = (from: number, to: number) => header.toString('latin1', from, to).split('\0')[0]!;
    const sum = header.reduce((sum, byte, n) => sum + (n >= 148 && n < 156 ? 0x20 : byte), 0);
    if (Number.parseInt(field(148, 156), 8) === sum)
      described.add(`${normalize(field(0, 100))} of ${Number.parseInt(field(124, 136), 8)} bytes`);
  }
  const stray = members.find(([path, { length }]) => !described.has(`${path} of ${length} bytes`));
  return stray && `no header describes ${stray[0]}`;
}

const fixture = (name: string) => join(__dirname, '..', 'importers', 'fixtures', name);
const kerasIn = (name: string) => async (folder: string) => {
  const { version, layers, inputLength } = await readKerasFile(join(folder, name));
  return {
    version,
    inputLength,
    layers: layers.map(({ weights, ...layer }) => ({
      ...layer,
      weights: weights.map(({ shape, values }) => ({ shape, values: strings(values) })),
    })),
  };
};

/** Returns the members of a zip archive. */
async function membersOf(archive: string): Promise<Map<string, Buffer>> {
  const zip = await openZip(archive);
  const members = new Map<string, Buffer>();
  for (const { path, chunks } of zip.members) members.set(path, Buffer.from(await allBytes(chunks())));
  zip.close();
  return members;
}

/** The rules of Keras' weights: as many as the shape says, all finite. */
function brokenKeras({ layers }: Awaited<ReturnType<ReturnType<typeof kerasIn>>>): string | undefined {
  for (const { weights } of layers)
    for (const { shape, values } of weights) {
      if (values.length !== shape.reduce((size, length) => size * length, 1)) return 'shape x values';
      if (!areFinite(values)) return 'a weight is not finite';
    }
  return undefined;
}

/** The readers of formats that others write. */
export const OTHERS_FORMATS: readonly Reader[] = [
  reader({
    name: '.npy',
    files: ['a.npy'],
    write: (folder) =>
      writeNpy(join(folder, 'a.npy'), {
        dtype: 'f4',
        shape: [3, 2],
        data: Float32Array.of(1, 2, 3, 4, 5, 6),
      }),
    async read(folder) {
      const { shape, data, dtype } = await readNpy(join(folder, 'a.npy'));
      return { dtype, shape, data: strings(data) };
    },
    judge({ shape, data }, folder) {
      const size = shape.reduce((product, length) => product * length, 1);
      if (size !== data.length) return 'shape x data';
      const bytes = readFileSync(join(folder, 'a.npy'));
      const start = bytes[6] === 1 ? 10 + bytes.readUInt16LE(8) : 12 + bytes.readUInt32LE(8);
      return bytes.length === start + 4 * size ? undefined : 'bytes after the data';
    },
  }),
  reader({
    name: 'GloVe text',
    files: ['g.txt'],
    write: files({ 'g.txt': ROWS }),
    read: async (folder) => shown(await readVectors(join(folder, 'g.txt'))),
    judge: brokenVectors,
  }),
  reader({
    name: 'GloVe text, gzip',
    files: ['g.txt.gz'],
    write: files({ 'g.txt.gz': gzipSync(ROWS) }),
    read: async (folder) => shown(await readVectors(join(folder, 'g.txt.gz'))),
    judge: 'digests',
  }),
  reader({
    name: 'word2vec text',
    files: ['w.vec'],
    write: files({ 'w.vec': `${VECTORS.length} 3\n${ROWS}` }),
    read: async (folder) => shown(await readVectors(join(folder, 'w.vec'))),
    judge: (found, folder) => brokenVectors(found) ?? brokenCount(found, join(folder, 'w.vec')),
  }),
  reader({
    name: 'word2vec binary',
    files: ['w.bin'],
    write: files({ 'w.bin': word2vecBinary() }),
    read: async (folder) => shown(await readVectors(join(folder, 'w.bin'))),
    judge: (found, folder) => brokenVectors(found) ?? brokenCount(found, join(folder, 'w.bin')),
  }),
  reader({
    name: 'wink JSON',
    files: ['wink.jsn'], // a name without JSON edits, which would parse its lines
    write: files({ 'wink.jsn': winkJson() }),
    read: async (folder) => shown(await readWink(join(folder, 'wink.jsn'), 'wink')),
    judge: brokenVectors,
  }),
  reader({
    name: 'CSV',
    files: ['data.csv'],
    write: files({ 'data.csv': csv }),
    read: reviewsIn('data.csv'),
    judge: brokenReviews,
  }),
  reader({
    name: 'JSON lines',
    files: ['data.jsonl'],
    write: files({ 'data.jsonl': jsonLines }),
    read: reviewsIn('data.jsonl'),
    judge: brokenReviews,
  }),
  reader({
    name: 'JSON array',
    files: ['data.json'],
    write: files({ 'data.json': JSON.stringify(REVIEWS.map(({ text, label }) => ({ text, label }))) }),
    read: reviewsIn('data.json'),
    judge: brokenReviews,
  }),
  reader({
    name: 'Parquet',
    files: ['data.parquet'],
    write: files({ 'data.parquet': PARQUET }),
    read: reviewsIn('data.parquet'),
    judge: (reviews) =>
      // Three rows, of which one has no label.
      brokenReviews(reviews) ?? ([2, 3].includes(reviews.length) ? undefined : 'another number of rows'),
  }),
  reader({
    name: 'aclImdb files',
    files: ['train/pos/0_9.txt', 'train/neg/0_2.txt'],
    write: files({
      'train/pos/0_9.txt': REVIEWS[0]!.text,
      'train/pos/1_8.txt': REVIEWS[1]!.text,
      'train/neg/0_2.txt': REVIEWS[3]!.text,
    }),
    read: async (folder) => table(await readReviews(folder)),
    judge: brokenReviews,
  }),
  reader({
    name: 'pickle dictionary',
    files: ['d.pkl'],
    write: files({ 'd.pkl': pickledDictionary() }),
    read: dictionaryIn('d.pkl'),
    judge: brokenDictionary,
  }),
  reader({
    name: 'dictionary JSON',
    files: ['d.json'],
    write: files({ 'd.json': '{"the": 2, "film": 3, "naïve": 4}' }),
    read: dictionaryIn('d.json'),
    judge: brokenDictionary,
  }),
  reader({
    name: 'zip',
    files: ['a.zip'],
    write: files({ 'a.zip': zipWith(MEMBERS) }),
    read: unpacked('a.zip'),
    judge: 'digests',
  }),
  reader({
    name: 'tar.gz',
    files: ['a.tar.gz'],
    write: files({ 'a.tar.gz': tarWith(MEMBERS) }),
    read: unpacked('a.tar.gz'),
    judge: 'digests',
  }),
  reader({
    name: 'tar',
    files: ['a.tar'],
    write: files({ 'a.tar': gunzipSync(tarWith(MEMBERS)) }),
    read: unpacked('a.tar'),
    judge: brokenTar,
  }),
  reader({
    name: 'Keras .keras',
    files: ['m.keras'],
    write: async (folder) => copyFileSync(fixture('text.keras'), join(folder, 'm.keras')),
    read: kerasIn('m.keras'),
    judge: 'digests',
  }),
  reader({
    name: 'Keras .keras, packed again', // so that its checksums fit the damaged weights
    files: ['model.weights.h5'],
    write: async (folder) => {
      const members = await membersOf(fixture('text.keras'));
      writeFileSync(join(folder, 'model.weights.h5'), members.get('model.weights.h5')!);
    },
    async read(folder) {
      const members = await membersOf(fixture('text.keras'));
      const weights = join(folder, 'model.weights.h5');
      requireFile(weights);
      members.set('model.weights.h5', readFileSync(weights));
      writeFileSync(join(folder, 'm.keras'), zipWith([...members]));
      return kerasIn('m.keras')(folder);
    },
    judge: brokenKeras,
  }),
  reader({
    name: 'Keras .h5',
    files: ['m.h5'],
    write: async (folder) => copyFileSync(fixture('mean.h5'), join(folder, 'm.h5')),
    read: kerasIn('m.h5'),
    judge: brokenKeras,
  }),
  reader({
    name: 'Keras word index',
    files: ['w.json'],
    write: files({ 'w.json': '{"the": 1, "film": 2, "naïve": 3}' }),
    async read(folder) {
      const { ids, from } = await readKerasVocabulary(join(folder, 'w.json'));
      return { from, ids: [...ids] };
    },
    judge({ ids }) {
      const isId = (id: number) => Number.isInteger(id) && id > 0 && id < 2 ** 31;
      if (!ids.every(([word, id]) => typeof word === 'string' && isId(id))) return 'an id is out of range';
      return new Set(ids.map(([, id]) => id)).size === ids.length ? undefined : 'an id is there twice';
    },
  }),
];
