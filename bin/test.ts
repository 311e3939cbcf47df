import { existsSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import spawn, { SubprocessError } from 'nano-spawn';
import pMap from 'p-map';
import pc from 'picocolors';
import { scratchFolder } from '../lib/files/temporary';
import { duration } from '../lib/progress';
import { repositoryRoot } from '../lib/repository';
import { sayInColor } from './say';

interface Check {
  name: string;
  /** The program for Node and its arguments. */
  command: string[];
  env?: NodeJS.ProcessEnv;
  /** It uses one core for some seconds: such checks run in parallel. */
  quick?: boolean;
  /** Returns a line per failure, to be repeated at the end of the output. */
  reasons?(): string[];
}

/** TypeScript 7, which is the notebooks' compiler. `npm run check` has version 5.9, too. */
const COMPILER = 'node_modules/typescript-native/bin/tsc';
const tsx = (...command: string[]) => ['--import', 'tsx', ...command];

/**
 * Returns all checks, the quick ones first. A learner's edits do not matter: notebooks and stubs
 * are compared by the digests that were recorded at their build, and copies of the notebooks are
 * executed on the small data sets.
 */
function checks(scratch: string): Check[] {
  const unitReport = join(scratch, 'unit.json');
  return [
    { quick: true, name: 'types', command: [COMPILER, '--noEmit'] },
    { quick: true, name: 'types in notebooks', command: [COMPILER, '--noEmit', '-p', 'lessons'] },
    {
      quick: true,
      name: 'notebooks match their sources',
      command: tsx('bin/notebooks.ts', '--check', '--recorded'),
    },
    {
      quick: true,
      name: 'lint and format',
      command: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'],
    },
    // A student's copy has no solutions.
    ...(existsSync(join(repositoryRoot(), 'solutions'))
      ? [
          {
            quick: true,
            name: 'stubs match their solutions',
            command: tsx('bin/exercises.ts', '--check', '--recorded'),
          },
        ]
      : []),
    {
      name: 'unit tests and solutions',
      // They include the tests of the exercises, run against solutions, stubs and misconceptions.
      command: [
        ...['node_modules/vitest/vitest.mjs', 'run', '--project', '!exercises'],
        ...['--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`],
      ],
      reasons: () => failedTests(unitReport),
    },
    {
      name: 'notebooks run',
      // Three keep two cores busy: a kernel often waits for Python, and for checks of types.
      command: tsx('bin/notebooks.ts', '--execute', '--parallel', '3', '--out', join(scratch, 'notebooks')),
      env: {
        SENTIMENT_COURSE_DATA: 'snippets',
        SENTIMENT_CHECKPOINTS: join(scratch, 'checkpoints'),
        SENTIMENT_SUMMARIES: join(scratch, 'tensorboard'),
      },
    },
  ];
}

/**
 * `npm test`: runs all checks, even if one fails, and at the end reports the grades of the
 * learner's exercises, which do not count. Arguments select checks by name: `npm test -- types`.
 */
export async function run(args: string[]): Promise<void> {
  const scratch = scratchFolder('test');
  try {
    const all = checks(scratch);
    const chosen = all.filter(({ name }) => args.length === 0 || args.some((arg) => name.includes(arg)));
    if (chosen.length === 0)
      throw new Error(
        `there is no check "${args.join(', ')}"; the checks are ${all.map(({ name }) => name).join('; ')}`,
      );
    const failed = await failing(chosen);
    if (args.length === 0) {
      sayInColor(pc.bold('\n● your exercises'));
      await node({ command: tsx('bin/grade.ts') });
    }
    for (const { name, reasons } of failed) {
      sayInColor(pc.red(`failed: ${name}`));
      for (const reason of reasons?.() ?? []) sayInColor(`  ${reason}`);
    }
    sayInColor(`\nchecks: ${chosen.length - failed.length} passed, ${failed.length} failed`);
    process.exitCode = failed.length > 0 ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs checks, the quick ones in parallel, the others one by one. Returns those that failed. */
async function failing(checks: readonly Check[]): Promise<Check[]> {
  const failed: Check[] = [];
  const examine = async (check: Check) => {
    if (!(await passes(check))) failed.push(check);
  };
  await pMap(
    checks.filter(({ quick }) => quick),
    examine,
    { concurrency: availableParallelism() },
  );
  for (const check of checks.filter(({ quick }) => !quick)) await examine(check);
  return checks.filter((check) => failed.includes(check));
}

async function passes(check: Check): Promise<boolean> {
  const title = pc.bold(`\n● ${check.name}`);
  if (!check.quick) sayInColor(title);
  const started = Date.now();
  const { passed, printed } = await node(check);
  const took = duration((Date.now() - started) / 1000);
  if (check.quick) sayInColor(`${title}\n${printed.trimEnd()}`.trimEnd());
  sayInColor(passed ? pc.green(`✓ ${check.name} (${took})`) : pc.red(`✗ ${check.name} (${took})`));
  return passed;
}

/** The fields of vitest's JSON report that are used here. */
interface UnitReport {
  testResults: {
    name: string;
    status: string;
    /** The error that kept the file's tests from running. */
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
}

/** Returns the names of the tests that failed, with the first line of each message. */
function failedTests(report: string): string[] {
  if (!existsSync(report)) return ['vitest wrote no report'];
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as UnitReport;
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(repositoryRoot(), name);
    const failed = assertionResults
      .filter((result) => result.status === 'failed')
      .map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages[0])}`);
    return status === 'failed' && failed.length === 0 ? [`${file}: ${firstLine(message)}`] : failed;
  });
}

function firstLine(text = ''): string {
  return text.split('\n')[0] ?? '';
}

/** Runs Node. The output of a quick check is returned, so that it does not mix with others. */
async function node({ command, env, quick }: Omit<Check, 'name' | 'reasons'>) {
  const output = quick ? 'pipe' : 'inherit';
  const stdio = { stdin: 'inherit', stdout: output, stderr: output } as const;
  try {
    const child = await spawn(process.execPath, command, { ...stdio, cwd: repositoryRoot(), env });
    return { passed: true, printed: child.output };
  } catch (error) {
    if (!(error instanceof SubprocessError)) throw error;
    return { passed: false, printed: error.output };
  }
}
