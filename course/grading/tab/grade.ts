import type { Exercise } from '../../exercises/catalog';
import type { FileReport, Limits, Stop } from '../failure';
import { type Grade, gradeOf, gradeUntested } from '../grade-of';
import { siblingOf } from './load-answer';
import type { AnswerToTest, FromWorker, ToWorker } from './messages';
import { services } from './services';

/** A tab is not told how much memory an answer takes. Seconds are those of a clock. */
const LIMITS: Limits = { seconds: 20, megabytes: Number.POSITIVE_INFINITY };
const STARTING = 60_000; // ms that the worker may need to load its modules
const ANSWERING = 500; // ms in which a worker that only waits answers a ping

/** Options of `gradeInTab`. */
export interface TabGradeOptions {
  /** Seconds after which an answer is stopped. Default: 20. */
  seconds?: number;
  /** Stops the tests. The promise is then rejected with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Grades the learner's answer to an exercise in a worker of its own.
 *
 * @throws if the worker does not start, or the signal is aborted
 */
export async function gradeInTab(exercise: Exercise, options: TabGradeOptions = {}): Promise<Grade> {
  const { seconds = LIMITS.seconds, signal } = options;
  const file = `exercises/${exercise.name}.ts`;
  const code = await services().read(file);
  const known = gradeUntested(exercise, code === undefined ? undefined : { code }, file);
  if (known || code === undefined) return known!;
  const fault = await syntaxFault(code, file);
  if (fault) return { exercise, points: 0, status: 'failing', ...fault };
  const answer = { name: exercise.name, code: await withSiblings(file, code) };
  const report = await testInWorker(answer, seconds, signal);
  return gradeOf(exercise, { files: [report] }, file, { ...LIMITS, seconds });
}

/** Returns what the compiler says about code that is not TypeScript. */
async function syntaxFault(
  code: string,
  file: string,
): Promise<Pick<Grade, 'message' | 'place'> | undefined> {
  try {
    await services().compile(code, file);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const [, line, fault = message] = new RegExp(`^${file}:(\\d+): (.*)$`, 's').exec(message) ?? [];
    return { message: `this is not TypeScript: ${fault}`, ...(line && { place: `${file}:${line}` }) };
  }
}

/** Returns the code of an answer and of the answers that it imports, by path. */
async function withSiblings(file: string, code: string, found: Record<string, string> = {}) {
  found[file] = code;
  for (const [, specifier] of code.matchAll(/\bfrom\s*['"]([.][/][^'"]+)['"]/g)) {
    const sibling = siblingOf(file, specifier!);
    const text = sibling in found ? undefined : await services().read(sibling);
    if (text !== undefined) await withSiblings(sibling, text, found);
  }
  return found;
}

/** Tests an answer in a new worker, and ends the worker. */
function testInWorker(answer: AnswerToTest, seconds: number, signal?: AbortSignal): Promise<FileReport> {
  signal?.throwIfAborted();
  const worker = services().startWorker();
  const send = (message: ToWorker) => worker.postMessage(message);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const testing = new Promise<FileReport>((resolve, reject) => {
    const stop = (reason: Stop['reason']) =>
      resolve({ ...NOTHING, name: answer.name, stopped: { reason, seconds } });
    // An endless loop does not answer; an answer that waits for a promise lets its worker do so.
    const outOfTime = () => {
      send('ping');
      timer = setTimeout(() => stop('time'), ANSWERING);
    };
    const waitForFiles = () => {
      clearTimeout(timer);
      timer = setTimeout(() => reject(new Error('the grader does not start: reload the page')), STARTING);
    };
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (data === 'pong') stop('wait');
      else if (data === 'loading') waitForFiles();
      else if (data === 'started') {
        clearTimeout(timer);
        timer = setTimeout(outOfTime, 1000 * seconds);
      } else resolve(data.report);
    };
    worker.onerror = ({ message = 'a file is missing, so reload the page' }) =>
      reject(new Error(`the grader does not start: ${message}`));
    waitForFiles();
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    send({ answer });
  });
  return testing.finally(() => {
    clearTimeout(timer);
    worker.terminate();
  });
}

const NOTHING = { message: '', printed: '', tests: [] };
