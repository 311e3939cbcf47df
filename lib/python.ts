import { join } from 'node:path';
import { repositoryRoot } from './repository';

/** Returns the folder of the virtual environment that set-up makes: nothing goes into the machine's own Python. */
export function venvFolder(root = repositoryRoot()): string {
  return join(root, '.venv');
}

/**
 * Returns where that environment has its Python, whether it has been made or not. Its other programs are started
 * through it (`python -m jupyterlab`): they name its folder as it was when they were installed, and break when the
 * checkout is moved.
 */
export function venvPython(root = repositoryRoot()): string {
  return pythonIn(venvFolder(root));
}

/** Returns where a virtual environment has its Python, whether it has been made or not. */
export function pythonIn(venv: string): string {
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return join(venv, ...inside);
}
