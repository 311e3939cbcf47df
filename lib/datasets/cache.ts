import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Returns the folder outside of the checkout where big downloads are kept for the next clone:
 * `SENTIMENT_CACHE_DIR`, else `sentiment-lab` in the place that the system has for such files
 * (`XDG_CACHE_HOME` or `~/.cache`; `~/Library/Caches` on macOS; `%LOCALAPPDATA%` on Windows).
 */
export function cacheDir(): string {
  const moved = process.env['SENTIMENT_CACHE_DIR'];
  return moved ? resolve(moved) : join(systemCaches(), 'sentiment-lab');
}

/** Returns where the cache has the download of a file, whether it is there or not. */
export function downloadPath(file: string): string {
  return join(cacheDir(), 'downloads', file);
}

function systemCaches(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (xdg) return resolve(xdg);
  if (process.platform === 'win32') return local ?? join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return join(homedir(), '.cache');
}
