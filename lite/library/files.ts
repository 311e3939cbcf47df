/** The course's files in a tab: data, a model, records, solutions. */
import { createHash } from 'node:crypto';
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
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadVectors } from '../../lib/datasets/load-vectors';
import { repositoryRoot } from '../../lib/repository';
import { STORED_FILES, storeVectors } from '../../lib/vectors/store';
import { bundledModel } from '../../packages/build-runtime';
import type { MountedFile } from './node/fs';
import { shrunk } from './small-vectors';

const ROOT = repositoryRoot();

/** The number of words in a tab. */
export const WORDS = 50_000;

/**
 * Writes the course's files into `files/`, and `files.json`, which says where each is mounted. The
 * name of each file has its digest, so that a browser never takes an old one.
 *
 * @throws if a data set is not installed
 */
export async function writeFiles(out: string): Promise<void> {
  const files: Record<string, MountedFile> = {};
  mkdirSync(join(out, 'files'), { recursive: true });
  const add = (path: string, bytes: Uint8Array, facts: Partial<MountedFile> = {}) => {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const url = `files/${digest}-${path.replace(/^.*[/]/, '')}.gz`; // not every server compresses
    writeFileSync(join(out, url), gzipSync(bytes, { level: 9 }));
    files[`/course/${path}`] = { url, ...facts };
  };
  for (const path of copied()) add(path, readFileSync(join(ROOT, path)));
  for (const [name, bytes] of await smallVectors())
    add(`data/glove-50/${name}`, bytes, name === STORED_FILES[0] ? { shrunk: true } : {});
  add('models/imdb/model.bin', bundledModel('imdb'));
  writeFileSync(join(out, 'files.json'), JSON.stringify(files));
}

/** The files that are the same in a tab as in the repository. */
function copied(): string[] {
  return [
    'tsconfig.json', // by these two files, `repositoryRoot` knows its folder
    'lib/repository.ts',
    'data/README.md', // with the licenses of the data
    'data/Kaggle/data.csv',
    'data/snippets/movieReviewSnippets_GroundTruth.txt',
    'data/stopwords.txt',
    'exercises/catalogue.json',
    'lib/vectors/kernels/prebuilt/similarities.wasm',
    'models/imdb/README.md',
    ...COUNTED_LINES,
    ...inFolder('results', /[.]json$/),
    ...inFolder('solutions', /^\d\d-.*[.]ts$/), // not in a copy for students
  ];
}

/** Modules whose lines lesson 15 counts. */
const COUNTED_LINES = ['course/demos/oreilly-operations.ts', 'lib/models/keras.ts', 'lib/models/oreilly.ts'];

function inFolder(folder: string, names: RegExp): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder))
    .filter((name) => names.test(name))
    .map((name) => `${folder}/${name}`);
}

/**
 * Returns the files of GloVe's most frequent words. The last ones are "unk" and one more word, so
 * that the order of the O'Reilly tutorial, which replaces them, is made as with all words.
 */
export async function smallVectors(): Promise<[name: string, content: Uint8Array][]> {
  const all = await loadVectors('glove-50');
  const { dimensions } = all;
  const ids = Array.from({ length: WORDS - 1 }, (_, id) => id);
  ids.splice(-1, 0, all.idOf('unk')!);
  const matrix = new Float32Array(WORDS * dimensions);
  for (const [row, id] of ids.entries())
    matrix.set(all.matrix.subarray(id * dimensions, (id + 1) * dimensions), row * dimensions);
  const folder = mkdtempSync(join(tmpdir(), 'small-vectors-'));
  try {
    await storeVectors(
      folder,
      ids.map((id) => all.words[id]!),
      matrix,
      dimensions,
    );
    return STORED_FILES.map((name, n) => {
      const content = readFileSync(join(folder, name));
      return [name, n === 0 ? shrunk(content, [WORDS, dimensions]) : content];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
