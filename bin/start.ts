import { spawn } from 'node:child_process';
import { venvPython } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { refuseSwallowedFlags } from './command-line';

const FIRST_NOTEBOOK = 'notebooks/01-start.ipynb';

/** `npm start`: opens JupyterLab on the first notebook. Arguments go to JupyterLab. */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['port', 'ip', 'browser']);
  console.error('Starting JupyterLab. Open the address that it prints; Ctrl-C ends it.\n');
  const child = spawn(venvPython(), ['-m', 'jupyterlab', ...jupyterArguments(args)], {
    cwd: repositoryRoot(),
    stdio: 'inherit',
  });
  // Ctrl-C reaches JupyterLab too, which asks before it ends: this program only waits for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Returns what JupyterLab is started with: the whole repository in its file browser, the first notebook open. */
export function jupyterArguments(args: string[]): string[] {
  const opensAnother = args.some((arg) => arg.endsWith('.ipynb') || arg.includes('default_url'));
  return [
    `--ServerApp.root_dir=${repositoryRoot()}`,
    ...(opensAnother ? [] : [`--LabApp.default_url=/lab/tree/${FIRST_NOTEBOOK}`]),
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    // JupyterLab refuses to run as root unless told to, and containers often have nobody else.
    ...(process.getuid?.() === 0 && !args.includes('--allow-root') ? ['--allow-root'] : []),
    ...args,
  ];
}
