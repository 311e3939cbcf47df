import { join, resolve } from 'node:path';
import envPaths from 'env-paths';

/**
 * Returns the folder outside of the checkout that keeps big downloads for the next clone:
 * `SENTIMENT_CACHE_DIR`, or else the system's place for cached files
 * (`$XDG_CACHE_HOME/sentiment-lab` or `~/.cache/sentiment-lab`; `~/Library/Caches/sentiment-lab`
 * on macOS; `%LOCALAPPDATA%\sentiment-lab\Cache` on Windows).
 */
export function cacheDir(): string {
  const moved = process.env.SENTIMENT_CACHE_DIR;
  return moved ? resolve(moved) : envPaths('sentiment-lab', { suffix: '' }).cache;
}

/** Returns the path of a downloaded file in the cache, whether it is there or not. */
export function downloadPath(file: string): string {
  return join(cacheDir(), 'downloads', file);
}
