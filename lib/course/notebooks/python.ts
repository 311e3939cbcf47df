import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Returns the Python of the repository's environment, which holds Jupyter.
 *
 * @throws when the environment has not been made
 */
export function environmentPython(root: string): string {
  const places = [join(root, '.venv', 'bin', 'python'), join(root, '.venv', 'Scripts', 'python.exe')];
  const python = places.find((path) => existsSync(path));
  if (!python)
    throw new Error(`there is no Python environment in ${join(root, '.venv')}: npm run setup makes it`);
  return python;
}
