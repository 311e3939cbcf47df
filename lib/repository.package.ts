/** `repository.ts` in the package `sentiment-lab`, whose data are in the current folder. */
import { dirname, resolve } from 'node:path';

/** Returns the package's folder `dist`, which has the folders of the repository. */
export function repositoryRoot(): string {
  return dirname(__dirname);
}

/**
 * Returns the folder of the data sets: `SENTIMENT_DATA_DIR`, else `data/` in the current folder.
 */
export function dataDir(): string {
  return resolve(process.env.SENTIMENT_DATA_DIR || 'data');
}

/** Returns the folder of TensorBoard summaries: `SENTIMENT_SUMMARIES`, else `logs/`. */
export function summariesDir(): string {
  return resolve(process.env.SENTIMENT_SUMMARIES || 'logs');
}

/** Returns the folder of checkpoints: `SENTIMENT_CHECKPOINTS`, else `checkpoints/`. */
export function checkpointsDir(): string {
  return resolve(process.env.SENTIMENT_CHECKPOINTS || 'checkpoints');
}
