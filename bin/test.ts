import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import pc from 'picocolors';
import { duration } from '../lib/progress';
import { repositoryRoot } from '../lib/repository';

interface Check {
  name: string;
  /** A program of node_modules or of this repository, and its arguments. */
  command: string[];
}

const tsx = (...command: string[]) => ['--import', 'tsx', ...command];

const CHECKS: Check[] = [
  { name: 'lint and format', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  {
    name: 'types of the notebooks',
    command: ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'notebooks'],
  },
  { name: 'unit tests, solutions', command: ['node_modules/vitest/vitest.mjs', 'run'] },
  { name: 'notebooks match their sources', command: tsx('bin/notebooks.ts', '--check') },
  { name: 'stubs match their solutions', command: tsx('bin/exercises.ts', '--check') },
  { name: 'notebooks run', command: tsx('bin/notebooks.ts', '--execute', '--copies') },
];

/**
 * `npm test`: verifies the repository, and at the end reports how the learner's own exercises stand, which never
 * decides. Arguments name the checks to run (`npm test -- types`); without any, all run, also after one failed.
 */
export async function run(args: string[]): Promise<void> {
  const checks = CHECKS.filter(({ name }) => args.length === 0 || args.some((arg) => name.includes(arg)));
  if (checks.length === 0)
    throw new Error(
      `no check is named ${args.join(', ')}: there are ${CHECKS.map((c) => c.name).join('; ')}`,
    );
  const failed = checks.filter((check) => !passes(check));
  if (args.length === 0) {
    console.log(pc.bold('\n● your exercises'));
    node(tsx('bin/grade.ts'));
  }
  for (const { name } of failed) console.log(pc.red(`failed: ${name}`));
  console.log(`\nchecks: ${checks.length - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

function passes({ name, command }: Check): boolean {
  console.log(pc.bold(`\n● ${name}`));
  const started = Date.now();
  const passed = node(command);
  const took = duration((Date.now() - started) / 1000);
  console.log(passed ? pc.green(`✓ ${name} (${took})`) : pc.red(`✗ ${name} (${took})`));
  return passed;
}

function node([program = '', ...args]: string[]): boolean {
  const root = repositoryRoot();
  const path = program.startsWith('-') ? program : join(root, program);
  return spawnSync(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' }).status === 0;
}
