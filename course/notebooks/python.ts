import { existsSync } from 'node:fs';
import { venvFolder, venvPython } from '../../lib/python';

/**
 * Returns the Python of the repository's environment, which holds Jupyter.
 *
 * @throws when the environment has not been made
 */
export function environmentPython(root: string): string {
  const python = venvPython(root);
  if (existsSync(python)) return python;
  throw new Error(`there is no Python environment in ${venvFolder(root)}: npm run setup makes it`);
}
