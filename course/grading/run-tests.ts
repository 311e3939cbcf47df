import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { repositoryRoot } from '../../lib/repository';
import type { Exercise } from '../exercises/catalog';
import type { FileReport, Limits } from './failure';

interface RunOptions extends Limits {
  /** The folder with the answers. */
  folder: string;
  /** An empty folder for the files of the run. */
  work: string;
  signal?: AbortSignal;
  /** Run all answers in one process without limits. */
  together?: boolean;
  /** How many answers run at once. Default: the number of cores. */
  workers?: number;
}

/** The result of a run. */
export interface RunReport {
  files: FileReport[];
  /** The title of the test that must fail in every file; absent if the answers are trusted. */
  canary?: string;
}

// An answer may wait so many times longer than it may compute, as in test/exercises/time-limit.ts.
const WAITING = 3;
const TOGETHER = 5; // seconds for each known answer, of which many run in one process
const STARTING = 60; // seconds that vitest may need besides the time of the answers

/**
 * Runs the tests of exercises against the answers in a folder, and returns the report of vitest on
 * each.
 *
 * @throws if vitest gives no report, with its output
 */
export async function runTests(exercises: readonly Exercise[], options: RunOptions): Promise<RunReport> {
  const { seconds, work, signal, together = false, workers } = options;
  const root = repositoryRoot();
  const { env, canary, stops } = answersEnvironment(options);
  const report = join(work, 'report.json');
  const args = [
    join(dirname(createRequire(join(root, 'package.json')).resolve('vitest/package.json')), 'vitest.mjs'),
    'run',
    '--config',
    ANSWERS_CONFIG,
    '--no-cache',
    ...(together ? ['--no-isolate', '--maxWorkers=1'] : workers ? [`--maxWorkers=${workers}`] : []),
    ...exercises.map(({ name }) => `test/exercises/${name}.test.ts`),
  ];
  const perAnswer = together ? TOGETHER : WAITING * seconds;
  const timeout = 1000 * (STARTING + perAnswer * exercises.length);
  const run = () => outputOf(args, { cwd: root, env: { ...env, ANSWER_REPORT: report }, signal, timeout });
  let printed = await run();
  // On a busy machine a process of vitest may end without a word. Known answers can run again.
  if (together && !existsSync(report) && !signal?.aborted) printed = await run();
  if (!existsSync(report)) throw new Error(`the tests could not be run:\n${printed.trim()}`);
  const files = JSON.parse(readFileSync(report, 'utf8')) as FileReport[];
  return { files: withStops(files, stops), canary };
}

/** The path of vitest's configuration for answers, relative to the repository. */
export const ANSWERS_CONFIG = join('test', 'exercises', 'vitest.config.mts');

/** The environment that vitest's configuration for answers reads. */
interface AnswersEnvironment {
  env: NodeJS.ProcessEnv;
  canary?: string;
  /** The file to which `test/exercises/time-limit.ts` writes which answers it stopped, and why. */
  stops: string;
}

/** Returns the environment in which vitest grades the answers of a folder. */
export function answersEnvironment({
  folder,
  seconds,
  megabytes,
  work,
  together = false,
}: RunOptions): AnswersEnvironment {
  const scratch = join(work, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const stops = join(scratch, 'stops');
  const env = { ...clean(process.env), ANSWERS_DIR: resolve(folder) };
  if (together) return { env, stops };
  const canary = randomUUID();
  const limits = {
    ANSWER_CANARY: canary,
    ANSWER_SCRATCH: scratch,
    ANSWER_STOPS: stops,
    ANSWER_TIME_LIMIT: String(1000 * seconds),
    ANSWER_MEMORY_LIMIT: String(megabytes),
  };
  const temporary = { TMPDIR: scratch, TEMP: scratch, TMP: scratch };
  return { env: { ...env, ...temporary, ...limits }, canary, stops };
}

/** Adds the limits that answers exceeded to the reports, from the file `stops`. */
export function withStops(files: readonly FileReport[], stops: string): FileReport[] {
  const lines = existsSync(stops) ? readFileSync(stops, 'utf8').split('\n') : [];
  return files.map((file) => {
    const line = lines.find((text) => basename(text, '.test.ts') === file.name);
    return line ? { ...file, stopped: line.startsWith('memory') ? 'memory' : 'time' } : file;
  });
}

/** The variables that a program needs to run. Answers do not see any other, such as tokens. */
const NEEDED = /^(PATH|PATHEXT|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP)$/i;

function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.test(name))), NO_COLOR: '1' };
}

interface ProgramOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  timeout: number;
}

/** Runs a Node program and returns the end of its output, whatever its exit code is. */
function outputOf(args: readonly string[], options: ProgramOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        printed = (printed + text.toString()).slice(-PRINTED_KEPT);
      });
    child.once('error', (error) => reject(options.signal?.aborted ? options.signal.reason : error));
    child.once('close', () => resolve(printed));
  });
}

const PRINTED_KEPT = 100_000; // characters: an answer may print without end
