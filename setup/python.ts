import { join } from 'node:path';
import { venvFolder } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { type Environment, isInstalled as holdsPackages, installEnvironment } from './environment';
import type { Step } from './step';

const environment: Environment = {
  folder: venvFolder(),
  requirements: join(repositoryRoot(), 'setup', 'requirements.txt'),
};

/** Installs JupyterLab and the other Python packages. */
export const python: Step = {
  name: 'JupyterLab',
  missing: () => (isInstalled() ? undefined : { megabytes: 95, seconds: 45 }),
  async provide() {
    const version = await installEnvironment(environment, 'JupyterLab');
    return `Python ${version} environment in .venv`;
  },
};

/** Returns whether the virtual environment was installed from the current `requirements.txt`. */
export function isInstalled(): boolean {
  return holdsPackages(environment);
}
