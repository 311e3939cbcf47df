import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resultsFolder } from '../../experiments/results/record';
import { bundledModelFolder } from '../../lib/classifier/load';
import type { Notebook } from './notebook';

/** What notebooks show that was measured before, by the module with which they read it. */
const MEASURED = { 'experiments/results/record': resultsFolder, 'lib/classifier': bundledModelFolder };

/**
 * Returns a digest of what a notebook shows that it does not compute itself, the records of runs and the model that is shipped, as
 * they are now; undefined where it shows neither.
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
