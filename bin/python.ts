import { spawn } from 'node:child_process';
import { installedPython } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { exitCode, whenParentDies } from './supervise.cjs';

/**
 * Runs a server in Python until it ends, and sets this program's exit code to that of Python.
 * Ctrl-C also reaches Python, which may ask before it ends, so this program only waits. SIGTERM,
 * SIGHUP and the death of npm end the server.
 *
 * @throws if there is no Python environment
 */
export async function servePython(args: readonly string[]): Promise<void> {
  const child = spawn(installedPython(), args, { cwd: repositoryRoot(), stdio: 'inherit' });
  process.on('SIGINT', () => {});
  let stopped: string | undefined;
  const stop = (name: string) => {
    stopped ??= name;
    child.kill('SIGTERM');
  };
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  whenParentDies(() => stop('SIGHUP'));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(stopped ? exitCode(stopped) : (code ?? exitCode(signal))));
  });
}
