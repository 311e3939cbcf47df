import { existsSync } from 'node:fs';
import { venvFolder, venvPython } from '../../lib/python';

/**
 * Returns the path of Python in the repository's virtual environment, which has Jupyter.
 *
 * @throws if there is no such environment
 */
export function environmentPython(root: string): string {
  const python = venvPython(root);
  if (existsSync(python)) return python;
  throw new Error(`there is no Python environment in ${venvFolder(root)}: run npm run setup`);
}
