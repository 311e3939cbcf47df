import { examine, examineFolders } from '../setup/doctor';
import { refuseSwallowedFlags } from './command-line';
import { sayFindings } from './findings';

/**
 * `npm run doctor`: prints the findings. `--deep` also reads every byte of the data sets, models
 * and checkpoints.
 */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['json', 'deep']);
  const findings = [...(await examine()), ...(args.includes('--deep') ? await examineFolders() : [])];
  sayFindings(findings, args.includes('--json'));
}
