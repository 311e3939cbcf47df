import { spawn } from 'node:child_process';
import { venvPython } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { refuseSwallowedFlags } from './command-line';

const FIRST_NOTEBOOK = 'notebooks/01-start.ipynb';

/** `npm start`: opens JupyterLab on the first notebook. Arguments go to `jupyter lab`. */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['port', 'ip', 'browser']);
  // JupyterLab refuses to run as root unless told to, and containers often have nobody else.
  const asRoot = process.getuid?.() === 0 && !args.includes('--allow-root') ? ['--allow-root'] : [];
  const quiet = ['--LabApp.news_url=None', '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate'];
  const opensNotebook = args.some((arg) => /\.ipynb$/.test(arg));
  const child = spawn(
    venvPython(),
    ['-m', 'jupyterlab', ...asRoot, ...quiet, ...args, ...(opensNotebook ? [] : [FIRST_NOTEBOOK])],
    { cwd: repositoryRoot(), stdio: 'inherit' },
  );
  // Ctrl-C reaches JupyterLab too, which asks before it ends: this program only waits for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}
