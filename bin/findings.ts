import pc from 'picocolors';
import type { Finding } from '../setup/doctor';
import { print, sayInColor } from './say';
import { table } from './table';

const MARKS = { ok: pc.green('✓'), optional: pc.yellow('○'), missing: pc.red('✗') };

/** Prints what a doctor has found. The exit code is 1 if something needed is missing or damaged. */
export function sayFindings(findings: readonly Finding[], asJson: boolean): void {
  const rows = findings.flatMap(({ what, state, found, remedy }) => [
    [`${MARKS[state]} ${what}`, found],
    ...(remedy ? [['', pc.bold(remedy)]] : []),
  ]);
  if (asJson) print(findings, 2);
  else sayInColor(table(rows, 'left'));
  if (findings.some(({ state }) => state === 'missing')) process.exitCode = 1;
}
