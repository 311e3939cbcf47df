import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stagingBeside } from '../../lib/files/replace-folder';

/**
 * Runs `work` with a temporary folder that is removed at the end, and returns its result. Folders
 * that killed processes left behind are removed at the start.
 */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = stagingBeside(join(realpathSync(tmpdir()), 'sentiment-lab-grade'));
  mkdirSync(folder, { mode: 0o700 });
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
