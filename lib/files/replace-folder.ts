import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAbandoned, owner } from './owner';

/**
 * Builds a folder atomically, and returns what `build` returns. `build` fills the empty folder
 * `ready`, which then replaces `folder`. Until then the old folder stays as it is, also when the
 * process is killed.
 *
 * @param build also takes `staging`, a temporary folder that contains `ready` and is removed at
 *   the end
 * @throws like `build` and `replaceFolder`.
 */
export async function buildFolder<T>(
  folder: string,
  build: (ready: string, staging: string) => Promise<T>,
): Promise<T> {
  await mkdir(dirname(folder), { recursive: true });
  const staging = stagingBeside(folder);
  const ready = join(staging, 'ready');
  try {
    await mkdir(ready, { recursive: true });
    const result = await build(ready, staging);
    replaceFolder(ready, folder, join(staging, 'old'));
    return result;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/**
 * Returns the path of a temporary folder beside `folder`, which the caller creates and removes.
 * Removes the temporary folders that killed processes left there.
 */
export function stagingBeside(folder: string): string {
  removeAbandoned(folder);
  return `${folder}.${owner()}-${randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Moves the folder `from` to `to`, and the old folder at `to` to `aside`. Where another process
 * has moved its folder to `to` meanwhile, that folder stays.
 *
 * @throws when a move fails; the old folder is then at `to` again.
 */
export function replaceFolder(from: string, to: string, aside: string): void {
  const hadContent = existsSync(to);
  if (hadContent) renameSync(to, aside);
  try {
    renameSync(from, to);
  } catch (error) {
    if (existsSync(to)) return;
    if (hadContent) renameSync(aside, to);
    throw error;
  }
}

function removeAbandoned(folder: string): void {
  if (!existsSync(dirname(folder))) return;
  for (const name of readdirSync(dirname(folder))) {
    const path = join(dirname(folder), name);
    if (!name.startsWith(`${basename(folder)}.`) || !name.endsWith('.tmp')) continue;
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (isAbandoned(name, written)) rmSync(path, { recursive: true, force: true });
  }
}
