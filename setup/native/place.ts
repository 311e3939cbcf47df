import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../../lib/datasets';
import { linkOrCopy } from '../../lib/files/link-or-copy';
import { stagingBeside } from '../../lib/files/replace-folder';
import { repositoryRoot } from '../../lib/repository';

/** tfjs-node's folder: the package holds neither TensorFlow's library nor the addon that calls it. */
export const tfjsNode = join(repositoryRoot(), 'node_modules', '@tensorflow', 'tfjs-node');

/** The two folders inside tfjs-node that make it native. */
const NATIVE_FOLDERS = [join('deps', 'lib'), join('lib', 'napi-v8')];

/** Where a proven library is kept for the next checkout. The addon speaks N-API: any Node can load it. */
function cachedNative(): string {
  return join(cacheDir(), `tfjs-node-4.22.0-${process.platform}-${process.arch}`);
}

/** Returns whether the cache holds a library for this machine. */
export function isCached(): boolean {
  return existsSync(cachedNative());
}

/** Puts the cached library into tfjs-node, as hard links where the file system allows. */
export function linkFromCache(): void {
  for (const folder of NATIVE_FOLDERS) linkFolder(join(cachedNative(), folder), join(tfjsNode, folder));
}

/** Keeps what tfjs-node now holds for the next checkout; appears in the cache whole or not at all. */
export function keepInCache(): void {
  if (isCached()) return;
  const staging = stagingBeside(cachedNative());
  try {
    for (const folder of NATIVE_FOLDERS) linkFolder(join(tfjsNode, folder), join(staging, folder));
    renameSync(staging, cachedNative());
  } catch (error) {
    if (!isCached()) throw error; // else another set-up was faster
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Removes the cached library, which did not prove itself, so that another can take its place. */
export function removeFromCache(): void {
  rmSync(cachedNative(), { recursive: true, force: true });
}

/** Removes a library that did not prove itself: tfjs-node takes one that is present as installed. */
export function removeNative(): void {
  for (const folder of ['deps', join('lib', 'napi-v8')])
    rmSync(join(tfjsNode, folder), { recursive: true, force: true });
}

function linkFolder(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkFolder(source, target);
    else linkOrCopy(source, target);
  }
}
