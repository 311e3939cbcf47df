import { stripVTControlCharacters } from 'node:util';

/** What the test runner reported of one test file. */
export interface FileReport {
  /** The exercise's name. */
  name: string;
  /** What kept the file from running at all, a syntax error, say. */
  message: string;
  tests: TestReport[];
  timedOut: boolean;
}

export interface TestReport {
  title: string;
  status: 'passed' | 'failed' | 'pending' | 'skipped' | 'todo' | 'disabled';
  failureMessages: string[];
}

export interface Failure {
  message: string;
  test?: string;
  place?: string;
  /** How many tests passed before and after. */
  passed: number;
}

/**
 * Returns the first thing that is wrong with an answer, or undefined where every one of its tests was run and
 * passed. A test that was begun and never came back counts as failed.
 *
 * @param file the answer, as it is named to its author
 * @param seconds the time limit
 */
export function failureOf(
  report: FileReport | undefined,
  file: string,
  seconds: number,
): Failure | undefined {
  if (!report) return { message: 'the tests of this exercise did not run', passed: 0 };
  const passed = report.tests.filter((test) => test.status === 'passed').length;
  if (report.timedOut)
    return {
      message: `${file} ran longer than ${seconds} seconds: is there a loop that never ends?`,
      passed,
    };
  const failed = report.tests.find((test) => test.status === 'failed');
  if (failed) return { ...readable(failed.failureMessages[0] ?? '', file), test: failed.title, passed };
  if (report.message) return { ...readable(report.message, file), passed };
  if (report.tests.length === 0) return { message: `${file} has no tests that could be run`, passed };
  if (passed < report.tests.length)
    return { message: `${file} ended the whole program: out of memory, or a crash?`, passed };
  return undefined;
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
    .replace(/^TypeError: .*__\w+__\.(\w+)\)? is not a function/, `${file} exports no function $1`)
    .replace(
      /^process\.exit unexpectedly called.*/,
      'the answer calls process.exit, which ends the whole program',
    )
    .trim();
  return line ? { message, place: `${file}:${line}` } : { message };
}
