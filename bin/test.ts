import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { duration } from '../lib/progress';
import { repositoryRoot } from '../lib/repository';

interface Check {
  name: string;
  /** What Node runs: a program of node_modules or of this repository, and its arguments. */
  command: string[];
  env?: NodeJS.ProcessEnv;
}

const KERNEL_COMPILER = 'node_modules/@tslab/typescript-for-tslab/lib/tsc.js';
const tsx = (...command: string[]) => ['--import', 'tsx', ...command];

/**
 * What has to hold, the quick checks first. Notebooks and stubs are compared by what was recorded when they were
 * built, and notebooks run as copies on the embedded data: what a learner edits or runs decides nothing.
 */
function checks(scratch: string): Check[] {
  return [
    { name: 'lint and format', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
    { name: 'types', command: ['node_modules/typescript/bin/tsc', '--noEmit'] },
    // The kernel's compiler is older: what it refuses fails in a notebook only.
    { name: 'types as the kernel sees them', command: [KERNEL_COMPILER, '--noEmit', '-p', 'notebooks'] },
    { name: 'notebooks match their sources', command: tsx('bin/notebooks.ts', '--check', '--recorded') },
    // A student's copy has no solutions.
    ...(existsSync(join(repositoryRoot(), 'solutions'))
      ? [{ name: 'stubs match their solutions', command: tsx('bin/exercises.ts', '--check', '--recorded') }]
      : []),
    { name: 'unit tests and solutions', command: ['node_modules/vitest/vitest.mjs', 'run'] },
    {
      name: 'notebooks run',
      command: tsx('bin/notebooks.ts', '--execute', '--out', join(scratch, 'notebooks')),
      env: {
        SENTIMENT_COURSE_DATA: 'snippets',
        SENTIMENT_CHECKPOINTS: join(scratch, 'checkpoints'),
        SENTIMENT_SUMMARIES: join(scratch, 'tensorboard'),
      },
    },
  ];
}

/**
 * `npm test`: verifies the repository, and at the end reports how the learner's own exercises stand, which never
 * decides. Arguments name the checks to run (`npm test -- types`); without any, all run, also after one failed.
 */
export async function run(args: string[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'sentiment-lab-'));
  try {
    const all = checks(scratch);
    const chosen = all.filter(({ name }) => args.length === 0 || args.some((arg) => name.includes(arg)));
    if (chosen.length === 0)
      throw new Error(
        `no check is named ${args.join(', ')}: there are ${all.map(({ name }) => name).join('; ')}`,
      );
    const failed = chosen.filter((check) => !passes(check));
    if (args.length === 0) {
      console.log(pc.bold('\n● your exercises'));
      node({ command: tsx('bin/grade.ts') });
    }
    for (const { name } of failed) console.log(pc.red(`failed: ${name}`));
    console.log(`\nchecks: ${chosen.length - failed.length} passed, ${failed.length} failed`);
    process.exitCode = failed.length > 0 ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function passes(check: Check): boolean {
  console.log(pc.bold(`\n● ${check.name}`));
  const started = Date.now();
  const passed = node(check);
  const took = duration((Date.now() - started) / 1000);
  console.log(passed ? pc.green(`✓ ${check.name} (${took})`) : pc.red(`✗ ${check.name} (${took})`));
  return passed;
}

function node({ command, env }: Omit<Check, 'name'>): boolean {
  const run = spawnSync(process.execPath, command, {
    cwd: repositoryRoot(),
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  return run.status === 0;
}
