import { forgetNative, native } from '../setup/native';
import { forgetLstmKernel, lstmKernel } from '../setup/native/lstm-kernel';
import { runSteps } from '../setup/step';
import { refuseSwallowedFlags } from './command-line';
import { complain } from './say';

/**
 * `npm run setup`: does what `npm start` does before it opens JupyterLab. With `--native`, it
 * looks for TensorFlow's library again and compiles the LSTM kernel again.
 */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['native']);
  if (args.includes('--native')) {
    forgetNative();
    forgetLstmKernel();
    await runSteps([native, lstmKernel]);
  }
  complain('Everything is set up. Next: npm start');
}
