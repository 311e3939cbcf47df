import { repositoryRoot } from '../lib/repository';
import { refuseSwallowedFlags } from './command-line';
import { servePython } from './python';
import { complain } from './say';

const FIRST_NOTEBOOK = 'notebooks/01-start.ipynb';

/** `npm start`: opens JupyterLab on the first notebook. Arguments go to JupyterLab. */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['port', 'ip', 'browser']);
  complain('Starting JupyterLab. Open the address that it prints; Ctrl-C ends it.\n');
  await servePython(['-m', 'jupyterlab', ...jupyterArguments(args)]);
}

/** Returns JupyterLab's arguments: it shows the whole repository and opens the first notebook. */
export function jupyterArguments(args: string[]): string[] {
  const opensAnother = args.some((arg) => arg.endsWith('.ipynb') || arg.includes('default_url'));
  return [
    `--ServerApp.root_dir=${repositoryRoot()}`,
    ...(opensAnother ? [] : [`--LabApp.default_url=/lab/tree/${FIRST_NOTEBOOK}`]),
    '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
    // Without it, JupyterLab refuses to run as root, often the only user of a container.
    ...(process.getuid?.() === 0 && !args.includes('--allow-root') ? ['--allow-root'] : []),
    ...args,
  ];
}
