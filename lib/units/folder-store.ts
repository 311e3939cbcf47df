import { createReadStream, existsSync } from 'node:fs';
import { open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { takeLock } from '../files/lock';
import { makeFolder } from '../files/make-folder';
import { nameNewFile } from '../files/name-new-file';
import { replaceFile } from '../files/replace-file';
import { requireFile } from '../files/require-file';
import { temporaryBeside } from '../files/temporary';
import type { UnitStore } from './unit-store';

/** Returns the store in a folder, which all machines share. */
export function folderStore(folder: string): UnitStore {
  const at = (name: string) => join(folder, name);
  return {
    shown: at,
    async names(part) {
      return readdir(at(part)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return []; // it does not exist yet
        throw error;
      });
    },
    async beginning(name, length) {
      if (existsSync(at(name))) requireFile(at(name), 'remove it, and run the same command again');
      const handle = await open(at(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (!handle) return undefined;
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
        return { bytes: buffer.subarray(0, bytesRead), size: (await handle.stat()).size };
      } finally {
        await handle.close();
      }
    },
    chunks: (name, from) => createReadStream(at(name), { start: from, highWaterMark: 2 ** 20 }),
    temporary(name) {
      makeFolder(at('working'));
      return temporaryBeside(join(folder, 'working', name));
    },
    async deliver(temporary, name, replace) {
      makeFolder(dirname(at(name)));
      if (!replace) return nameNewFile(temporary, at(name));
      await rename(temporary, at(name));
      return true;
    },
    write: (name, text) => replaceFile(at(name), text),
    async lock(name, what, lease) {
      const lock = takeLock(at(name), what, lease);
      return { release: async () => lock.release() };
    },
    async remove(names) {
      for (const name of names) await rm(at(name), { recursive: true, force: true });
      await rmdir(folder).catch(() => {}); // it has other files
    },
    prepare: () => makeFolder(folder),
    problem: () =>
      existsSync(folder)
        ? undefined
        : `${folder} is not there: all machines need the shared folder at the same path`,
  };
}
