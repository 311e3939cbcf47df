import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Returns the folder outside of the checkout that keeps big downloads for the next clone:
 * `SENTIMENT_CACHE_DIR`, or else the system's place for cached files
 * (`$XDG_CACHE_HOME/sentiment-lab` or `~/.cache/sentiment-lab`; `~/Library/Caches/sentiment-lab`
 * on macOS; `%LOCALAPPDATA%\sentiment-lab\Cache` on Windows).
 *
 * @throws when this user has no home folder, and no variable names the cache
 */
export function cacheDir(): string {
  const { SENTIMENT_CACHE_DIR, LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (SENTIMENT_CACHE_DIR) return resolve(SENTIMENT_CACHE_DIR);
  if (process.platform === 'win32')
    return join(LOCALAPPDATA || join(homeFolder(), 'AppData', 'Local'), 'sentiment-lab', 'Cache');
  if (process.platform === 'darwin') return join(homeFolder(), 'Library', 'Caches', 'sentiment-lab');
  // By its specification, a relative XDG_CACHE_HOME does not count.
  const caches = isAbsolute(XDG_CACHE_HOME ?? '') ? XDG_CACHE_HOME! : join(homeFolder(), '.cache');
  return join(caches, 'sentiment-lab');
}

/** Returns the home folder. An empty or relative `HOME` would mean one in the current folder. */
function homeFolder(): string {
  for (const found of [homedir, () => userInfo().homedir]) {
    try {
      const folder = found();
      if (isAbsolute(folder)) return folder;
    } catch {
      // the system does not know this user
    }
  }
  throw new Error('this user has no home folder: set HOME, or SENTIMENT_CACHE_DIR to a folder for downloads');
}

/** Returns the path of a downloaded file in the cache, whether it is there or not. */
export function downloadPath(file: string): string {
  return join(cacheDir(), 'downloads', file);
}
