import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFolder } from '../../experiments/results/record';
import { bundledModelFolder } from '../../lib/classifier/load';
import type { Notebook } from './notebook';

/** The folders of the results that notebooks show, by the module that reads them. */
const MEASURED = {
  'experiments/results/record': resultsFolder,
  'lib/classifier': () => bundledModelFolder('imdb'),
};

/**
 * Returns the SHA-256 of the current results that a notebook shows but does not compute: the
 * records of runs and the bundled model. Returns undefined if it shows neither.
 */
export function digestOfShown({ cells }: Pick<Notebook, 'cells'>): string | undefined {
  const code = cells.map(({ source }) => source).join('\n');
  const folders = Object.entries(MEASURED).flatMap(([module, folder]) =>
    code.includes(`/${module}'`) ? [folder()] : [],
  );
  if (folders.length === 0) return undefined;
  const hash = createHash('sha256');
  for (const folder of folders)
    for (const name of existsSync(folder) ? readdirSync(folder).sort() : [])
      if (name.endsWith('.json'))
        hash.update(name).update(readFileSync(join(folder, name), 'utf8').replace(/\r\n/g, '\n'));
  return hash.digest('hex');
}
