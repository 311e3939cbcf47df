import { spawn } from 'node:child_process';
import { installedPython } from '../lib/python';
import { repositoryRoot } from '../lib/repository';

/**
 * Runs a server in Python until it ends, and sets this program's exit code to that of Python.
 * Ctrl-C also reaches Python, which may ask before it ends, so this program only waits.
 *
 * @throws if there is no Python environment
 */
export async function servePython(args: readonly string[]): Promise<void> {
  const child = spawn(installedPython(), args, { cwd: repositoryRoot(), stdio: 'inherit' });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}
