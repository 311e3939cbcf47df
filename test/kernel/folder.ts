/** Folders for notebooks of tests. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';

export interface Folder {
  path: string;
  remove(): void;
}

/** Makes a new folder in the repository, where git ignores it. */
export function folderInRepository(): Folder {
  const parent = join(repositoryRoot(), '.sentiment-lab');
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, 'notebooks-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
