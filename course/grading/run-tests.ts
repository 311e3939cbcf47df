import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { repositoryRoot } from '../../lib/repository';
import type { Exercise } from '../exercises/catalogue';
import type { FileReport, Limits } from './failure';

interface RunOptions extends Limits {
  folder: string;
  /** An empty folder for what the run writes. */
  work: string;
  signal?: AbortSignal;
  together?: boolean;
  /** How many answers run at once. Default: as many as there are cores. */
  workers?: number;
}

/** What came of a run. */
export interface RunReport {
  files: FileReport[];
  /** The title of the test that must fail in every file; absent where answers are known. */
  canary?: string;
}

const WAITING = 3; // as in test/exercises/time-limit.ts: an answer may wait so much longer than it may calculate
const STARTING = 60; // seconds that vitest may need beside the answers' own time

/**
 * Runs the tests of exercises against the answers in a folder, in vitest, and returns its report of each file.
 *
 * @throws when vitest gave no report at all, with what it printed
 */
export async function runTests(exercises: readonly Exercise[], options: RunOptions): Promise<RunReport> {
  const { seconds, work, signal, together = false, workers } = options;
  const root = repositoryRoot();
  const { env, canary, stops } = answersEnvironment(options);
  const report = join(work, 'report.json');
  const args = [
    join(dirname(createRequire(join(root, 'package.json')).resolve('vitest/package.json')), 'vitest.mjs'),
    ...['run', '--config', ANSWERS_CONFIG, '--no-cache'],
    ...(together ? ['--no-isolate', '--maxWorkers=1'] : workers ? [`--maxWorkers=${workers}`] : []),
    ...exercises.map(({ name }) => `test/exercises/${name}.test.ts`),
  ];
  const timeout = 1000 * (STARTING + WAITING * seconds * exercises.length);
  const printed = await print(args, { cwd: root, env: { ...env, ANSWER_REPORT: report }, signal, timeout });
  if (!existsSync(report)) throw new Error(`the tests could not be run:\n${printed.trim()}`);
  const files = JSON.parse(readFileSync(report, 'utf8')) as FileReport[];
  return { files: withStops(files, stops), canary };
}

/** The test runner's configuration for answers, from the repository's root. */
export const ANSWERS_CONFIG = join('test', 'exercises', 'vitest.config.mts');

/** What the test runner's configuration reads. */
interface AnswersEnvironment {
  env: NodeJS.ProcessEnv;
  canary?: string;
  /** The file that will say which answers were stopped, and why. */
  stops: string;
}

/** Returns the environment that makes the test runner grade the answers of a folder. */
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

/** Returns the reports with the limits at which answers were stopped, as their processes wrote them down. */
export function withStops(files: readonly FileReport[], stops: string): FileReport[] {
  const lines = existsSync(stops) ? readFileSync(stops, 'utf8').split('\n') : [];
  return files.map((file) => {
    const line = lines.find((text) => basename(text, '.test.ts') === file.name);
    return line ? { ...file, stopped: line.startsWith('memory') ? 'memory' : 'time' } : file;
  });
}

/** What a program needs of its environment to run at all; all else, tokens and passwords too, is kept from answers. */
const NEEDED = /^(PATH|PATHEXT|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP)$/i;

function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.test(name))), NO_COLOR: '1' };
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
        printed = (printed + text.toString()).slice(-PRINTED_KEPT);
      });
    child.once('error', (error) => failed(options.signal?.aborted ? options.signal.reason : error));
    child.once('close', () => done(printed));
  });
}

const PRINTED_KEPT = 100_000; // characters: an answer may print for ever
