import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Returns a path, or the nearest one above it that exists. */
export function existingPath(path: string): string {
  let nearest = resolve(path);
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  return nearest;
}
