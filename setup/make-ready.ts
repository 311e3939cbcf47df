import { join } from 'node:path';
import { installKernel } from '../kernel/install';
import { venvFolder } from '../lib/python';
import { installDarkCharts } from './dark-charts';
import { embeddedData } from './data';
import { presetJupyterLab } from './jupyter-settings';
import { native } from './native';
import { lstmKernel } from './native/lstm-kernel';
import { python } from './python';
import { simpleData } from './simple-data';
import { runSteps } from './step';

/** Everything that setup installs besides the npm packages, in order. */
const STEPS = [python, native, lstmKernel, embeddedData, simpleData];

/** Installs what is missing. Takes milliseconds if nothing is. */
export async function makeReady(): Promise<void> {
  await runSteps(STEPS);
  installKernel(venvFolder());
  presetJupyterLab(venvFolder());
  installDarkCharts(join(venvFolder(), 'share', 'jupyter', 'labextensions'));
}
