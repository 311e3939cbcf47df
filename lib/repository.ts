import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * Returns the absolute path of the repository's root: the nearest parent folder of this file, or
 * of the current folder, that contains this package's `tsconfig.json` and `lib/`.
 *
 * @throws when there is none: the library was moved out of its repository
 */
export function repositoryRoot(): string {
  for (const start of [__dirname, process.cwd()]) {
    for (let folder = resolve(start); ; folder = dirname(folder)) {
      if (existsSync(join(folder, 'tsconfig.json')) && existsSync(join(folder, 'lib', 'repository.ts')))
        return folder;
      if (folder === dirname(folder)) break;
    }
  }
  throw new Error(`no repository found above ${__dirname}: keep lib/ inside its checkout`);
}

/** Returns the folder of the data sets: `SENTIMENT_DATA_DIR`, else `data/` in the repository. */
export function dataDir(): string {
  const moved = process.env.SENTIMENT_DATA_DIR;
  return moved ? resolve(moved) : join(repositoryRoot(), 'data');
}

/**
 * Returns the folder of TensorBoard summaries: `SENTIMENT_SUMMARIES`, else `logs/` in the
 * repository.
 */
export function summariesDir(): string {
  const moved = process.env.SENTIMENT_SUMMARIES;
  return moved ? resolve(moved) : join(repositoryRoot(), 'logs');
}

/**
 * Returns the folder of checkpoints: `SENTIMENT_CHECKPOINTS`, else `checkpoints/` in the
 * repository.
 */
export function checkpointsDir(): string {
  const moved = process.env.SENTIMENT_CHECKPOINTS;
  return moved ? resolve(moved) : join(repositoryRoot(), 'checkpoints');
}
