/** Where Jupyter looks for kernel specs. */
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the reader chose: at most one. Default: `user`. */
export interface Place {
  /** For this user, in each of their Python environments. */
  user?: boolean;
  /** In the active Python environment. */
  'sys-prefix'?: boolean;
  /** In the Python environment of this folder. */
  prefix?: string;
}

/**
 * Returns the folder of kernel specs, which need not exist yet.
 *
 * @throws when no Python can say where its environment is
 */
export function kernelsFolder({ prefix, 'sys-prefix': isSysPrefix }: Place): string {
  if (isSysPrefix) return inPrefix(pythonPrefix());
  return prefix === undefined ? join(userData(), 'kernels') : inPrefix(resolve(prefix));
}

function inPrefix(prefix: string): string {
  return join(prefix, 'share', 'jupyter', 'kernels');
}

function pythonPrefix(): string {
  for (const python of ['python3', 'python']) {
    const prefix = printed(python, ['-c', 'import sys; print(sys.prefix)']);
    if (prefix) return prefix;
  }
  throw new Error('there is no Python in PATH. Name the folder of the environment with --prefix FOLDER.');
}

/** Returns Jupyter's folder for data of this user. Jupyter itself knows it best. */
function userData(): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  const told = printed('jupyter', ['--data-dir']);
  if (told) return told;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Jupyter');
  if (process.platform === 'win32' && APPDATA) return join(APPDATA, 'jupyter');
  return join(XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'jupyter');
}

/** Returns the line that a program prints; undefined if it fails or is not there. */
function printed(program: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', windowsHide: true });
  return status === 0 ? stdout.trim() || undefined : undefined;
}
