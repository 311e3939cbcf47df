import { stripVTControlCharacters } from 'node:util';

/** What the test runner reported of one exercise. */
export interface FileReport {
  /** The exercise's name. */
  name: string;
  /** What kept the tests from running at all, a syntax error, say. */
  message: string;
  /** What the answer printed while it was loaded. */
  printed: string;
  tests: TestReport[];
  /** The limit at which the answer was stopped. */
  stopped?: 'time' | 'memory';
}

/** The result of one test. */
export interface TestReport {
  title: string;
  /** `pending`: begun, or not even that, when the process came to its end. */
  status: 'passed' | 'failed' | 'pending' | 'skipped';
  /** What it failed for, with the stack. */
  message: string;
  /** What the answer printed meanwhile. */
  printed: string;
}

/** The first failure of an answer, as learners see it. */
export interface Failure {
  message: string;
  test?: string;
  place?: string;
  /** What the answer printed in the test that failed. */
  printed?: string;
  /** How many tests passed before and after. */
  passed: number;
}

/** The resources that one answer may use. */
export interface Limits {
  /** Seconds of processor time that one answer may take. */
  seconds: number;
  /** Megabytes of memory that its process may take. */
  megabytes: number;
}

/**
 * Returns the first thing that is wrong with an answer, or undefined where every one of its tests was run and
 * passed. A test that was begun and never came back counts as failed.
 *
 * @param file the answer, as it is named to its author
 * @param canary title of a test that must have failed: where it did not, what the runner reported is not true
 */
export function failureOf(
  report: FileReport | undefined,
  file: string,
  limits: Limits,
  canary?: string,
): Failure | undefined {
  if (!report) return { message: 'the tests of this exercise did not run', passed: 0 };
  const tests = report.tests.filter((test) => test.title !== canary);
  const passed = tests.filter((test) => test.status === 'passed').length;
  if (report.stopped) return { message: stoppedFor(report.stopped, file, limits), passed };
  const failed = tests.find((test) => test.status === 'failed');
  if (failed) {
    const printed = failed.printed || report.printed;
    return { ...readable(failed.message, file), test: failed.title, printed: lastLines(printed), passed };
  }
  if (report.message)
    return { ...readable(report.message, file), printed: lastLines(report.printed), passed };
  if (passed < tests.length || tests.length === 0)
    return { message: `${file} ended the whole program: out of memory, or a crash?`, passed };
  if (canary && report.tests.find((test) => test.title === canary)?.status !== 'failed')
    return { message: `${file} tampers with the tests: one that must fail did not`, passed: 0 };
  return undefined;
}

function stoppedFor(limit: 'time' | 'memory', file: string, { seconds, megabytes }: Limits): string {
  return limit === 'time'
    ? `${file} ran longer than ${seconds} seconds: is there a loop that never ends?`
    : `${file} took more than ${megabytes} MB of memory: does something grow in a loop that never ends?`;
}

const PRINTED_LINES = 12;

/** What an answer prints is shown to its author, but not all that a loop prints. */
function lastLines(printed: string): string | undefined {
  const lines = stripVTControlCharacters(printed).trimEnd().split('\n');
  if (lines.join('') === '') return undefined;
  const shown = lines
    .slice(-PRINTED_LINES)
    .map((line) => (line.length > 400 ? `${line.slice(0, 400)} …` : line));
  const left = lines.length - shown.length;
  return [...(left > 0 ? [`… ${left} lines before`] : []), ...shown].join('\n');
}

/** Returns an error as its author needs it: what it says, and where in the answer it was thrown. */
function readable(report: string, file: string): { message: string; place?: string } {
  const name = file.replace(/^.*\//, '');
  const [text = '', ...stack] = stripVTControlCharacters(report).split(/\n {4}at /);
  const frame = stack.find((line) => line.includes(name));
  const line = frame?.match(/:(\d+):\d+\)?\s*$/)?.[1];
  const message = text
    .replace(/^(Complaint|Error): /, '')
    .replace(/^Transform failed with .*\s+\[\w+\] /, 'this is not TypeScript: ')
    .replace(/^TypeError: (?:.*__\w+__\.)?(\w+)\)? is not a function/, (said, called) =>
      frame ? said : `${file} exports no function ${called}`,
    )
    .replace(
      /^Access to this API has been restricted.*/,
      'the answer reads or writes files that it may not, or starts a program: files of its own belong into os.tmpdir()',
    )
    .replace(
      /^process\.exit unexpectedly called.*/,
      'the answer calls process.exit, which ends the whole program',
    )
    .trim();
  return line ? { message, place: `${file}:${line}` } : { message };
}
