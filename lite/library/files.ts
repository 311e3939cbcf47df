/** The course's files in a tab: data, models, records, exercises. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';
import type { Mounted } from './node/fs';

const ROOT = repositoryRoot();

/**
 * Writes the course's files into `files/`, and `files.json`, which says where each is mounted. The
 * name of each file has its digest, so that a browser never takes an old one.
 */
export async function writeFiles(out: string): Promise<void> {
  const files: Record<string, { url: string; bytes: number }> = {};
  mkdirSync(join(out, 'files'), { recursive: true });
  const add = (path: string, bytes: Uint8Array) => {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const url = `files/${digest}-${path.replace(/^.*[/]/, '')}`;
    writeFileSync(join(out, url), bytes);
    files[`/course/${path}`] = { url, bytes: bytes.length };
  };
  for (const path of copied()) add(path, readFileSync(join(ROOT, path)));
  writeFileSync(join(out, 'files.json'), JSON.stringify(files satisfies Mounted));
}

/** The files that are the same in a tab as in the repository. */
function copied(): string[] {
  return [
    'tsconfig.json', // by these two files, `repositoryRoot` knows its folder
    'lib/repository.ts',
    'exercises/catalogue.json',
    ...inFolder('solutions', /^\d\d-.*[.]ts$/),
  ];
}

function inFolder(folder: string, names: RegExp): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => names.test(name))
    .map((name) => `${folder}/${name}`);
}
