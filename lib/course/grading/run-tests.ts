import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { repositoryRoot } from '../../repository';
import type { Exercise } from '../exercises/catalogue';
import type { FileReport, TestReport } from './failure';

export interface RunOptions {
  folder: string;
  seconds: number;
  /** An empty folder for what the run writes. */
  work: string;
  signal?: AbortSignal;
  together?: boolean;
}

/** As much of vitest's JSON report as is read here. */
interface VitestReport {
  testResults: { name: string; message?: string; assertionResults: TestReport[] }[];
}

const WAITING = 10; // as in test/exercises/time-limit.ts: an answer may wait so much longer than it may calculate
const STARTING = 60; // seconds that vitest may need beside the answers' own time

/**
 * Runs the tests of exercises against the answers in a folder, in vitest, and returns its report of each file.
 *
 * @throws when vitest gave no report at all, with what it printed
 */
export async function runTests(
  exercises: readonly Exercise[],
  { folder, seconds, work, signal, together = false }: RunOptions,
): Promise<FileReport[]> {
  const root = repositoryRoot();
  const [outputFile, timeOuts] = [join(work, 'report.json'), join(work, 'time-outs')];
  const config = join('test', 'exercises', 'vitest.config.mts');
  const args = [
    join(dirname(createRequire(join(root, 'package.json')).resolve('vitest/package.json')), 'vitest.mjs'),
    ...['run', '--config', config, '--reporter=json', `--outputFile=${outputFile}`],
    ...(together ? ['--no-isolate', '--maxWorkers=1'] : []),
    ...exercises.map(({ name }) => `test/exercises/${name}.test.ts`),
  ];
  const env = {
    ...withoutVitest(process.env),
    NO_COLOR: '1',
    ANSWERS_DIR: resolve(folder),
    ANSWER_TIME_OUTS: timeOuts,
    ANSWER_TIME_LIMIT: together ? '0' : String(1000 * seconds),
  };
  const timeout = 1000 * (STARTING + WAITING * seconds * exercises.length);
  const printed = await print(args, { cwd: root, env, signal, timeout });
  if (!existsSync(outputFile)) throw new Error(`the tests could not be run:\n${printed.trim()}`);
  const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as VitestReport;
  const late = existsSync(timeOuts) ? readFileSync(timeOuts, 'utf8').split('\n').map(nameOf) : [];
  return testResults.map(({ name, message = '', assertionResults }) => ({
    name: nameOf(name),
    message,
    tests: assertionResults,
    timedOut: late.includes(nameOf(name)),
  }));
}

/** Returns which exercise a test file is about. */
function nameOf(testFile: string): string {
  return basename(testFile, '.test.ts');
}

/** Returns the environment without what a vitest that we run in has put there for its own workers. */
function withoutVitest(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(VITEST|VITE_|TEST$|NODE_ENV$)/.test(name)),
  );
}

interface PrintOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  timeout: number;
}

/** Runs a Node program and returns what it printed, on whatever channel, once it has ended in whatever way. */
function print(args: readonly string[], options: PrintOptions): Promise<string> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        printed += text.toString();
      });
    child.once('error', (error) => failed(options.signal?.aborted ? options.signal.reason : error));
    child.once('close', () => done(printed));
  });
}
