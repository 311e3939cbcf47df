import { rmSync } from 'node:fs';
import { scratchFolder } from '../../lib/files/temporary';

/**
 * Runs `work` with a temporary folder that is removed at the end, and returns its result. Folders
 * that killed processes left behind are removed at the start.
 */
export async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = scratchFolder('grade');
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
