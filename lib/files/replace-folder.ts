import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAbandoned, owner } from './owner';

/**
 * Makes a folder whole or not at all: `build` fills an empty one beside it, `ready`, which then
 * takes its place. What stood there before stays until then, and goes.
 *
 * @param build is also given the folder in which `ready` lies, which is removed in the end
 * @throws as `build` and `replaceFolder` do
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
 * Returns the path for a folder beside `folder` in which this process makes what is to take its
 * place, and removes such folders that killed processes left. The caller makes it, and removes it
 * in the end.
 */
export function stagingBeside(folder: string): string {
  removeAbandoned(folder);
  return `${folder}.${owner()}-${randomBytes(4).toString('hex')}.tmp`;
}

/**
 * Puts the folder `from` in the place of `to`, whose old content goes to `aside`. Where another
 * process was faster, its folder stays.
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
