import pc from 'picocolors';
import { examine, type Finding } from '../setup/doctor';
import { refuseSwallowedFlags } from './command-line';
import { print, sayInColor } from './say';
import { table } from './table';

const MARKS = { ok: pc.green('✓'), optional: pc.yellow('○'), missing: pc.red('✗') };

/** `npm run doctor`: prints the findings. The exit code is 1 if something needed is missing. */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['json']);
  const findings = await examine();
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
