import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../lib/files/make-folder';
import { repositoryRoot } from '../../lib/repository';
import type { Exercise } from '../exercises/catalog';
import type { Death, FileReport, Limits, Stop } from './failure';
import { withoutNetwork } from './network';

interface RunOptions extends Limits {
  /** The folder with the answers. */
  folder: string;
  /** A folder for the files of the run. */
  work: string;
  signal?: AbortSignal;
  /** Run all answers in one process. The first one that ends it also ends the run. */
  shared?: boolean;
  /** How many answers run at once. Default: the number of cores. */
  workers?: number;
}

/** The result of a run. */
export interface RunReport {
  files: FileReport[];
  /** The secret of `canaryOf`; absent if the answers are trusted, as solutions are. */
  canary?: string;
}

/** The report of a run that may have ended early. */
interface WholeReport {
  files: FileReport[];
  /** Whether vitest ran to its end. */
  finished: boolean;
  /** The exercises whose tests were started. */
  started: string[];
  /** The end of what vitest printed. */
  printed: string;
}

/** A line of the file in which vitest's configuration for answers reports. */
export type ReportLine = { started: string } | { ended: FileReport } | { died: Death } | { finished: true };

const STARTING = 60; // seconds that vitest may need without a result, besides those of an answer
const BUSY = 16; // how many times as long an answer may take on a busy machine: see watchdog.ts
/** The share of the time limit that an answer gets after three others have reached the limit. */
const SHORT = 1 / 8;

/**
 * Runs the tests of exercises against the answers in a folder, and returns the report of vitest on
 * each. An answer that ends vitest itself fails. The others are then run again.
 *
 * @throws if vitest does not work, with its output, or the signal is aborted
 */
export async function runTests(exercises: readonly Exercise[], options: RunOptions): Promise<RunReport> {
  const decided = new Map<string, FileReport>();
  const canary = randomUUID();
  let { workers } = options;
  for (let left = exercises; left.length > 0; left = left.filter(({ name }) => !decided.has(name))) {
    const run = await runOnce(left, { ...options, workers }, canary);
    for (const file of run.files) decided.set(file.name, file);
    // In a shared process one answer may have kept the rest from running.
    if (run.finished || options.shared) break;
    const inWork = run.started.filter((name) => !decided.has(name));
    if (inWork.length === 0 && run.files.length === 0)
      throw new Error(`the tests could not be run:\n${run.printed.trim()}`);
    if (inWork.length === 1) decided.set(inWork[0]!, { ...ENDED_VITEST, name: inWork[0]! });
    workers = 1; // so that it is known which answer ends vitest
  }
  return { files: [...decided.values()], canary };
}

const ENDED_VITEST = { message: 'Error: the answer ended the test runner', printed: '', tests: [] };

async function runOnce(
  exercises: readonly Exercise[],
  options: RunOptions,
  canary: string,
): Promise<WholeReport> {
  const { seconds, work, signal, shared = false, workers } = options;
  const root = repositoryRoot();
  const { env, stops } = answersEnvironment(options, canary);
  const report = join(work, 'report.jsonl');
  rmSync(report, { force: true });
  rmSync(stops, { force: true });
  const args = [
    join(dirname(createRequire(join(root, 'package.json')).resolve('vitest/package.json')), 'vitest.mjs'),
    'run',
    '--config',
    ANSWERS_CONFIG,
    '--no-cache',
    ...(shared ? ['--no-isolate', '--maxWorkers=1'] : workers ? [`--maxWorkers=${workers}`] : []),
    ...exercises.map(({ name }) => `test/exercises/${name}.test.ts`),
  ];
  const [program, ...rest] = withoutNetwork(args);
  const child = spawn(program!, rest, {
    cwd: root,
    env: { ...env, ANSWER_REPORT: report },
    signal,
    killSignal: 'SIGKILL',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = killIfSilent(child, report, 1000 * (STARTING + BUSY * seconds));
  const printed = await outputOf(child, signal).finally(() => clearInterval(timer));
  const lines = reportLines(report);
  const deaths = lines.flatMap((line) => ('died' in line ? [line.died] : []));
  const files = new Map(lines.flatMap((line) => ('ended' in line ? [[line.ended.name, line.ended]] : [])));
  return {
    files: withDeaths(withStops([...files.values()], stops), deaths),
    finished: lines.some((line) => 'finished' in line),
    started: lines.flatMap((line) => ('started' in line ? [line.started] : [])),
    printed,
  };
}

/** Returns the lines of a report; none if the file is missing. */
export function reportLines(report: string): ReportLine[] {
  if (!existsSync(report)) return [];
  const lines = readFileSync(report, 'utf8').split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as ReportLine); // the last one is cut off
}

/** The path of vitest's configuration for answers, relative to the repository. */
export const ANSWERS_CONFIG = join('test', 'exercises', 'vitest.config.mts');

/** The environment that vitest's configuration for answers reads. */
interface AnswersEnvironment {
  env: NodeJS.ProcessEnv;
  /** The file to which the watchdog writes which answers it stopped, and why. */
  stops: string;
}

/**
 * Returns the environment in which vitest grades the answers of a folder.
 *
 * @param canary the secret of `canaryOf`
 */
export function answersEnvironment(
  { folder, seconds, megabytes, work }: RunOptions,
  canary: string,
): AnswersEnvironment {
  const scratch = join(work, 'scratch');
  makeFolder(scratch);
  const stops = join(scratch, 'stops');
  const env = { ...clean(process.env), ANSWERS_DIR: resolve(folder) };
  const limits = {
    ANSWER_CANARY: canary,
    ANSWER_SCRATCH: scratch,
    ANSWER_STOPS: stops,
    ANSWER_TIME_LIMIT: String(1000 * seconds),
    ANSWER_SHORT_LIMIT: String(1000 * seconds * SHORT),
    ANSWER_MEMORY_LIMIT: String(megabytes),
  };
  const temporary = { TMPDIR: scratch, TEMP: scratch, TMP: scratch };
  return { env: { ...env, ...temporary, ...limits }, stops };
}

/** Adds the limits that answers exceeded to the reports, from the file `stops`. */
export function withStops(files: readonly FileReport[], stops: string): FileReport[] {
  const lines = existsSync(stops) ? readFileSync(stops, 'utf8').split('\n') : [];
  const found = new Map(
    lines.map((line) => {
      const [reason, limit, path = ''] = line.split('\t');
      return [basename(path, '.test.ts'), { reason, seconds: Number(limit) / 1000 } as Stop];
    }),
  );
  return files.map((file) => {
    const stopped = found.get(file.name);
    return stopped ? { ...file, stopped } : file;
  });
}

/** Adds to a report how the process of its answer ended. */
function withDeaths(files: readonly FileReport[], deaths: readonly Death[]): FileReport[] {
  return files.map((file) => {
    const death = deaths.find(({ exercises }) => exercises.includes(file.name));
    return death ? { ...file, death } : file;
  });
}

/** The variables that a program needs to run. Answers do not see any other, such as tokens. */
const NEEDED = /^(PATH|PATHEXT|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP)$/i;

function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...Object.fromEntries(Object.entries(env).filter(([name]) => NEEDED.test(name))), NO_COLOR: '1' };
}

const LOOKING = 1000; // ms between two looks at the report

/** Kills vitest if its report stays the same for so many milliseconds. */
function killIfSilent(child: ChildProcess, report: string, most: number): NodeJS.Timeout {
  let size = 0;
  let changed = performance.now();
  return setInterval(() => {
    const now = statSync(report, { throwIfNoEntry: false })?.size ?? 0;
    if (now !== size) changed = performance.now();
    size = now;
    if (performance.now() - changed > most) child.kill('SIGKILL');
  }, LOOKING);
}

const PRINTED_KEPT = 100_000; // characters: an answer may print without end

/** Returns the end of the output of a program when it ends, whatever its exit code is. */
function outputOf(child: ChildProcess, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: Buffer) => {
        printed = (printed + text.toString()).slice(-PRINTED_KEPT);
      });
    child.once('error', (error) => reject(signal?.aborted ? signal.reason : error));
    child.once('close', () => resolve(printed));
  });
}
