import { copyFileSync, linkSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes `target` a hard link to `source`, or a copy where a link is not possible, as across disks.
 * An existing `target` is replaced. Where `source` is a symbolic link, `target` is linked to its
 * destination.
 */
export function linkOrCopy(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  rmSync(target, { force: true });
  const file = realpathSync(source);
  try {
    linkSync(file, target);
  } catch {
    copyFileSync(file, target);
  }
}
