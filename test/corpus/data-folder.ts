import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type DataOptions, openData } from '../../lib/corpus';

let dir: string;

/** Makes a new folder for each test of the file that calls it. */
export function useFolder(): void {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'open-data-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
}

/** Returns a path in the folder of the test. */
export const at = (...path: string[]) => join(dir, ...path);

/** Writes files by their paths in the folder. */
export function put(files: Record<string, string | Uint8Array>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  }
}

/** Returns the texts and labels of a part, and what is told. */
export async function read(path = at(), options: DataOptions = {}) {
  const data = await openData(path, options);
  const pairsIn = async (part: 'train' | 'validation' | 'test' | 'unlabeled') =>
    (await data[part]?.())?.map(({ text, label }) => (label === undefined ? text : `${text}: ${label}`));
  const parts = {
    train: await pairsIn('train'),
    validation: await pairsIn('validation'),
    test: await pairsIn('test'),
    unlabeled: await pairsIn('unlabeled'),
  };
  return { ...parts, what: data.what, notes: data.notes().join('\n') };
}

export const CSV = 'text,label\nA fine film,1\nA bad film,0\n';
export const BOTH = ['A fine film: positive', 'A bad film: negative'];
