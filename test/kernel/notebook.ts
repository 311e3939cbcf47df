/** A notebook's folder in the repository, and the kernel that runs its cells. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { type Client, startClient } from './client';

/** A folder for notebooks. */
export interface Folder {
  path: string;
  /** Writes a file, with its folders. */
  write(name: string, text: string): void;
  remove(): void;
}

/** Makes a new folder in the repository, where git ignores it. */
export function folderInRepository(): Folder {
  const parent = join(repositoryRoot(), '.sentiment-lab');
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, 'notebooks-'));
  return {
    path,
    write(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Starts a kernel in a new folder. Both end with the tests of the file. */
export async function startNotebook(): Promise<{ kernel: Client; folder: Folder }> {
  const folder = folderInRepository();
  const kernel = await startClient({ folder: folder.path });
  afterAll(async () => {
    await kernel.close();
    folder.remove();
  });
  return { kernel, folder };
}
