import { copyFileSync, linkSync, realpathSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from './make-folder';

/**
 * Makes `target` a hard link to `source`, or a copy where a link is not possible, as across disks.
 * An existing `target` is replaced. Where `source` is a symbolic link, `target` is linked to its
 * destination.
 */
export function linkOrCopy(source: string, target: string): void {
  makeFolder(dirname(target));
  rmSync(target, { force: true });
  const file = realpathSync(source);
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target);
  }
}
