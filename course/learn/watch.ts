import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { TestSpecification } from 'vitest/node';
import { repositoryRoot } from '../../lib/repository';
import { type Exercise, exercisesFolder } from '../exercises/catalogue';
import type { FileReport, Limits } from '../grading/failure';
import { type Grade, gradeOf, LIMITS } from '../grading/grade';
import { answersReporter, exerciseOf } from '../grading/reporter';
import { ANSWERS_CONFIG, answersEnvironment, withStops } from '../grading/run-tests';
import { warmPool } from './warm-pool';

interface AnswersWatcher {
  /** Grades one answer. A run that is going on is ended first, and gives no grade. */
  grade(exercise: Exercise): Promise<Grade | undefined>;
  close(): Promise<void>;
}

interface WatchOptions {
  exercises: readonly Exercise[];
  /** Called with the exercise whose file was saved. */
  saved(exercise: Exercise): void;
  folder?: string;
  limits?: Limits;
}

const CLOSING = 1000; // ms that the test runner has for ending; its processes are ended by then
const WATCHING = 2000; // ms after which the watcher must have seen all files
const SAVING = 40; // ms: an editor may write a file in several steps

/**
 * Watches answers, with the test runner and its own watcher in this process and each answer in a process of its own:
 * under the same limits, locks and tests as in `grade`.
 *
 * @throws when the test runner does not start
 */
export async function watchAnswers({
  exercises,
  saved,
  folder = exercisesFolder(),
  limits = LIMITS,
}: WatchOptions): Promise<AnswersWatcher> {
  const work = realpathSync(mkdtempSync(join(tmpdir(), 'learn-')));
  const { env, canary, stops } = answersEnvironment({ ...limits, folder, work });
  replaceEnvironment({ ...env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' });
  const pool = warmPool([require.resolve('@tensorflow/tfjs'), require.resolve('fast-check')]);
  let reports: FileReport[] = [];
  const receive = (all: FileReport[]) => {
    reports = all;
  };
  const { createVitest } = await import('vitest/node');
  const root = repositoryRoot();
  const vitest = await createVitest(
    'test',
    {
      root,
      config: join(root, ANSWERS_CONFIG),
      watch: true,
      reporters: [answersReporter({ ended: receive })],
    },
    { server: { watch: { ignored: (path) => !isWatched(path, folder) } }, logLevel: 'silent' },
  );
  // A save before the watcher has seen all files would be lost.
  const watching = Promise.race([
    new Promise((resolve) => vitest.vite.watcher.once('ready', resolve)),
    new Promise((resolve) => setTimeout(resolve, WATCHING)),
  ]);
  // Among the options the pool would be merged with the default, a string, and be lost.
  Object.assign(vitest.getRootProject().config, { pool: pool.name, poolRunner: pool });
  vitest.onFilterWatchedSpecification(() => false); // what runs, and when, is said below
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
  let going: Promise<unknown> = Promise.resolve();
  async function run(exercise: Exercise, number: number): Promise<Grade | undefined> {
    const specification = specifications.get(exercise.name);
    if (number !== last) return undefined;
    rmSync(stops, { force: true });
    reports = [];
    if (specification) await vitest.runTestSpecifications([specification]);
    if (number !== last) return undefined;
    const file = `${basename(folder)}/${exercise.name}.ts`;
    return gradeOf(exercise, { files: withStops(reports, stops), canary }, file, limits);
  }
  return {
    grade(exercise) {
      const number = ++last;
      pool.stopRun();
      const grading = going.then(() => run(exercise, number));
      going = grading.catch(() => undefined);
      return grading;
    },
    async close() {
      last++;
      clearTimeout(timer);
      pool.close();
      const closed = going.then(() => vitest.close());
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, CLOSING))]);
      pool.close();
      rmSync(work, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** The answers and what they are tested with; data sets have 100,000 files, which a watcher would go through. */
function isWatched(path: string, folder: string): boolean {
  const root = repositoryRoot();
  const places = [resolve(folder), ...['lib', 'test/exercises'].map((place) => join(root, place))];
  const full = resolve(path);
  return (
    places.some((place) => full === place || full.startsWith(place + sep) || place.startsWith(full + sep)) ||
    full === dirname(full)
  );
}

/** Puts one environment in the place of this process's own, so that what it starts inherits nothing else. */
function replaceEnvironment(env: NodeJS.ProcessEnv): void {
  const kept = ['SENTIMENT_DATA_DIR', 'TERM', 'COLORTERM'];
  for (const name of Object.keys(process.env))
    if (!(name in env) && !kept.includes(name)) delete process.env[name];
  Object.assign(process.env, env);
}
