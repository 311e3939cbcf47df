import { installKernel } from '../kernel/install';
import { venvFolder } from '../lib/python';
import { embeddedData } from './data';
import { presetJupyterLab } from './jupyter-settings';
import { native } from './native';
import { lstmKernel } from './native/lstm-kernel';
import { python } from './python';
import { simpleData } from './simple-data';
import { runSteps } from './step';

/** Everything that the npm packages themselves do not bring, in the order in which it is needed. */
const STEPS = [python, native, lstmKernel, embeddedData, simpleData];

/** Provides whatever is missing; takes milliseconds when nothing is. */
export async function makeReady(): Promise<void> {
  await runSteps(STEPS);
  installKernel(venvFolder());
  presetJupyterLab(venvFolder());
}
