import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './repository';

/**
 * Returns the folder of the virtual environment that setup creates. System Python stays unchanged.
 */
export function venvFolder(root = repositoryRoot()): string {
  return join(root, '.venv');
}

/**
 * Returns the path of that environment's Python, whether it exists or not. Start the environment's
 * other programs through it (`python -m jupyterlab`): their own launchers contain the folder's
 * absolute path, and break when the checkout is moved.
 */
export function venvPython(root = repositoryRoot()): string {
  return pythonIn(venvFolder(root));
}

/** Returns the path of that environment's Python. @throws if there is no such environment */
export function installedPython(root = repositoryRoot()): string {
  const python = venvPython(root);
  if (existsSync(python)) return python;
  throw new Error(`there is no Python environment in ${venvFolder(root)}: run npm run setup`);
}

/** Returns the path of a virtual environment's Python, whether it exists or not. */
export function pythonIn(venv: string): string {
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return join(venv, ...inside);
}
