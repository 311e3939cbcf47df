import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../../lib/datasets';
import { linkOrCopy } from '../../lib/files/link-or-copy';
import { makeFolder } from '../../lib/files/make-folder';
import { temporaryBeside } from '../../lib/files/temporary';
import { repositoryRoot } from '../../lib/repository';

/**
 * The folder of tfjs-node. The npm package has neither TensorFlow's library nor the addon that
 * calls it.
 */
export const tfjsNode = join(repositoryRoot(), 'node_modules', '@tensorflow', 'tfjs-node');

/** The folders in tfjs-node with the library and the addon. */
const NATIVE_FOLDERS = [join('deps', 'lib'), join('lib', 'napi-v8')];

/**
 * Returns the folder of the cached library, for other checkouts. The addon uses Node-API: every
 * Node can load it.
 */
function cachedNative(): string {
  return join(cacheDir(), `tfjs-node-4.22.0-${process.platform}-${process.arch}`);
}

/** Returns whether the cache has a library for this platform. */
export function isCached(): boolean {
  return existsSync(cachedNative());
}

/** Copies the cached library to tfjs-node, as hard links if possible. */
export function linkFromCache(): void {
  for (const folder of NATIVE_FOLDERS) linkFolder(join(cachedNative(), folder), join(tfjsNode, folder));
}

/** Copies the library of tfjs-node to the cache, atomically. */
export function keepInCache(): void {
  if (isCached()) return;
  const staging = temporaryBeside(cachedNative());
  try {
    for (const folder of NATIVE_FOLDERS) linkFolder(join(tfjsNode, folder), join(staging, folder));
    renameSync(staging, cachedNative());
  } catch (error) {
    if (!isCached()) throw error; // otherwise another setup was faster
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Removes a cached library that does not work, so that another can replace it. */
export function removeFromCache(): void {
  rmSync(cachedNative(), { recursive: true, force: true });
}

/** Removes a library that does not work. tfjs-node's install script would keep it. */
export function removeNative(): void {
  for (const folder of ['deps', join('lib', 'napi-v8')])
    rmSync(join(tfjsNode, folder), { recursive: true, force: true });
}

function linkFolder(from: string, to: string): void {
  makeFolder(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else linkOrCopy(source, target);
  }
}
