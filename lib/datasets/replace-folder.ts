import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isAbandoned, owner } from './partial-file';

/**
 * Returns the path for a folder beside `folder` in which this process makes what is to take its place, and removes
 * such folders that killed processes left. The caller makes it, and removes it in the end.
 */
export function stagingBeside(folder: string): string {
  removeAbandoned(folder);
  return `${folder}.${owner()}-${randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Puts the folder `from` in the place of `to`, whose old content goes to `aside`. Where another process was faster,
 * its folder stays.
 *
 * @throws when that fails; the old content is then back in its place.
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
