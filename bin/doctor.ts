import pc from 'picocolors';
import { examine, type Finding } from '../setup/doctor';
import { refuseSwallowedFlags } from './command-line';

const MARKS = { ok: pc.green('✓'), optional: pc.yellow('○'), missing: pc.red('✗') };

/** `npm run doctor`: prints what is there and what is not; ends with code 1 where something needed is missing. */
export async function run(args: string[]): Promise<void> {
  refuseSwallowedFlags(['json']);
  const findings = await examine();
  if (args.includes('--json')) console.log(JSON.stringify(findings, null, 2));
  else console.log(table(findings));
  if (findings.some(({ state }) => state === 'missing')) process.exitCode = 1;
}

function table(findings: Finding[]): string {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const rows = findings.map(({ what, state, found, remedy }) => {
    const row = `${MARKS[state]} ${what.padEnd(width)}  ${found}`;
    return remedy ? `${row}\n  ${' '.repeat(width)}  ${pc.bold(remedy)}` : row;
  });
  return rows.join('\n');
}
