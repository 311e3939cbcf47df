import { randomUUID } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { TestSpecification } from 'vitest/node';
import { scratchFolder } from '../../lib/files/temporary';
import { repositoryRoot } from '../../lib/repository';
import { type Exercise, exercisesFolder } from '../exercises/catalog';
import type { FileReport, Limits } from '../grading/failure';
import { type Grade, gradeOf, LIMITS } from '../grading/grade';
import { answersReporter, exerciseOf } from '../grading/reporter';
import { ANSWERS_CONFIG, answersEnvironment, withStops } from '../grading/run-tests';
import { warmPool } from './warm-pool';

/** Watches the exercises and grades answers, until it is closed. */
export interface AnswersWatcher {
  /** Grades one answer. A call during another one ends that one, which then returns undefined. */
  grade(exercise: Exercise): Promise<Grade | undefined>;
  /** Stops watching and grading. */
  close(): Promise<void>;
}

interface WatchOptions {
  exercises: readonly Exercise[];
  /** Called when the file of an exercise was saved. */
  saved(exercise: Exercise): void;
  /** The folder with the answers. Default: `exercises/`. */
  folder?: string;
  limits?: Limits;
}

const CLOSING = 1000; // ms that vitest has to close; its processes are killed before that
const WATCHING = 2000; // ms to wait at most until the watcher has found all files
const SAVING = 40; // ms to wait after a change: an editor may write a file in several steps

/**
 * Watches answers and grades them. Vitest and its file watcher run in this process, and each
 * answer in its own process, with the same tests, limits and locks as in `grade`.
 *
 * @throws if vitest does not start
 */
export async function watchAnswers({
  exercises,
  saved,
  folder = exercisesFolder(),
  limits = LIMITS,
}: WatchOptions): Promise<AnswersWatcher> {
  const work = scratchFolder('learn');
  const canary = randomUUID();
  const { env, stops } = answersEnvironment({ ...limits, folder, work }, canary);
  replaceEnvironment({ ...env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' });
  const pool = warmPool([require.resolve('@tensorflow/tfjs'), require.resolve('fast-check')]);
  const reports = new Map<string, FileReport>();
  const { createVitest } = await import('vitest/node');
  const root = repositoryRoot();
  const vitest = await createVitest(
    'test',
    {
      root,
      config: join(root, ANSWERS_CONFIG),
      watch: true,
      reporters: [answersReporter({ ended: (report) => reports.set(report.name, report) })],
    },
    { server: { watch: { ignored: (path) => !isWatched(path, folder) } }, logLevel: 'silent' },
  );
  // A save before the watcher has found all files would be missed.
  const watching = Promise.race([
    new Promise((resolve) => vitest.vite.watcher.once('ready', resolve)),
    new Promise((resolve) => setTimeout(resolve, WATCHING)),
  ]);
  // Not in the options above: vitest would merge the pool with its default, a string.
  Object.assign(vitest.getRootProject().config, { pool: pool.name, poolRunner: pool });
  vitest.onFilterWatchedSpecification(() => false); // vitest starts nothing by itself
  const watched = realpathSync(folder);
  let timer: NodeJS.Timeout | undefined;
  const onSave = (path: string) => {
    const exercise = exercises.find(({ name }) => resolve(path) === join(watched, `${name}.ts`));
    if (!exercise) return;
    vitest.invalidateFile(resolve(path).replaceAll('\\', '/'));
    clearTimeout(timer);
    timer = setTimeout(() => saved(exercise), SAVING);
  };
  vitest.vite.watcher.on('change', onSave).on('add', onSave);
  await watching;
  const specifications = new Map<string, TestSpecification>();
  for (const specification of await vitest.globTestSpecifications())
    specifications.set(exerciseOf(specification.moduleId), specification);

  let last = 0;
  let running: Promise<unknown> = Promise.resolve();
  async function run(exercise: Exercise, number: number): Promise<Grade | undefined> {
    const specification = specifications.get(exercise.name);
    if (number !== last) return undefined;
    rmSync(stops, { force: true });
    reports.clear();
    if (specification) await vitest.runTestSpecifications([specification]);
    if (number !== last) return undefined;
    const file = `${basename(folder)}/${exercise.name}.ts`;
    return gradeOf(exercise, { files: withStops([...reports.values()], stops), canary }, file, limits);
  }
  return {
    grade(exercise) {
      const number = ++last;
      pool.stopRun();
      const grading = running.then(() => run(exercise, number));
      running = grading.catch(() => undefined);
      return grading;
    },
    async close() {
      last++;
      clearTimeout(timer);
      pool.close();
      const closed = running.then(() => vitest.close());
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSING))]);
      pool.close();
      rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Limits the watcher to the answers, the library and the tests: data sets have 100,000 files. */
function isWatched(path: string, folder: string): boolean {
  const root = repositoryRoot();
  const places = [resolve(folder), ...['lib', 'test/exercises'].map((place) => join(root, place))];
  const full = resolve(path);
  return (
    places.some((place) => full === place || full.startsWith(place + sep) || place.startsWith(full + sep)) ||
    full === dirname(full)
  );
}

/**
 * Replaces the environment of this process, so that the processes that it starts inherit nothing
 * else.
 */
function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  const kept = ['SENTIMENT_DATA_DIR', 'TERM', 'COLORTERM'];
  for (const name of Object.keys(process.env))
    if (!(name in env) && !kept.includes(name)) delete process.env[name];
  Object.assign(process.env, env);
}
