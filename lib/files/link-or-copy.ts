import { copyFileSync, linkSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes `target` the same file as `source`, or a copy across disks; a symbolic link becomes what
 * it points to.
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
