import { forgetNative, native } from '../setup/native';
import { forgetLstmKernel, lstmKernel } from '../setup/native/lstm-kernel';
import { runSteps } from '../setup/step';
import { refuseSwallowedFlags } from './command-line';

/** `npm run setup`: what `npm start` does before it opens JupyterLab. `--native` looks for TensorFlow's library again. */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['native']);
  if (args.includes('--native')) {
    forgetNative();
    forgetLstmKernel();
    await runSteps([native, lstmKernel]);
  }
  console.error('Everything is set up. Next: npm start');
}
