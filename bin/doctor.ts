import pc from 'picocolors';
import { examine, examineFolders, type Finding } from '../setup/doctor';
import { refuseSwallowedFlags } from './command-line';
import { print, sayInColor } from './say';
import { table } from './table';

const MARKS = { ok: pc.green('✓'), optional: pc.yellow('○'), missing: pc.red('✗') };

/**
 * `npm run doctor`: prints the findings. `--deep` also reads every byte of the data sets, models
 * and checkpoints. The exit code is 1 if something needed is missing or damaged.
 */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['json', 'deep']);
  const findings = [...(await examine()), ...(args.includes('--deep') ? await examineFolders() : [])];
  if (args.includes('--json')) print(findings, 2);
  else sayInColor(describe(findings));
  if (findings.some(({ state }) => state === 'missing')) process.exitCode = 1;
}

function describe(findings: readonly Finding[]): string {
  const rows = findings.flatMap(({ what, state, found, remedy }) => [
    [`${MARKS[state]} ${what}`, found],
    ...(remedy ? [['', pc.bold(remedy)]] : []),
  ]);
  return table(rows, 'left');
}
