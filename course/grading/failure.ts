import { stripVTControlCharacters } from 'node:util';

/** The report of vitest on one exercise. */
export interface FileReport {
  /** The name of the exercise. */
  name: string;
  /**
   * The error that kept the tests from running, such as a syntax error; empty if there is none.
   */
  message: string;
  /** The output of the answer while it was loaded. */
  printed: string;
  tests: TestReport[];
  /** The limit that the answer exceeded. */
  stopped?: Stop;
  /** How the process of the answer ended, if it was not asked to. */
  death?: Death;
}

/** The limit that an answer exceeded. `wait`: it did nothing for as long as it may compute. */
export interface Stop {
  reason: 'time' | 'wait' | 'memory';
  /** The limit in seconds. */
  seconds: number;
}

/** The unexpected end of a process. */
export interface Death {
  /** The exercises that ran in it. */
  exercises: string[];
  code: number | null;
  signal: NodeJS.Signals | null;
  outOfMemory: boolean;
}

/** The result of one test. */
export interface TestReport {
  title: string;
  /** `pending`: not finished when the process ended. */
  status: 'passed' | 'failed' | 'pending' | 'skipped';
  /** The error with its stack; empty if it did not fail. */
  message: string;
  /** The output of the answer during the test. */
  printed: string;
}

/** What is wrong with an answer. */
export interface Failure {
  message: string;
  /** The answer did not finish within a limit that was shorter than the one for an answer. */
  cutShort?: boolean;
  /** The title of the test that failed. */
  test?: string;
  /** Where in the answer the error was thrown, `file:line`. */
  place?: string;
  /** The output of the answer in that test. */
  printed?: string;
  /** How many of the other tests passed. */
  passed: number;
}

/** The limits of one answer. */
export interface Limits {
  /** Seconds of processor time. */
  seconds: number;
  /** Megabytes of memory of its process. */
  megabytes: number;
}

/**
 * Returns the first thing that is wrong with an answer; undefined if all its tests passed. A test
 * that did not finish counts as failed.
 *
 * @param file the path of the answer, for messages
 * @param canary the title of a test that must fail; if it did not, the answer forged the report
 */
export function failureOf(
  report: FileReport | undefined,
  file: string,
  limits: Limits,
  canary?: string,
): Failure | undefined {
  if (!report) return { message: 'the tests of this exercise did not run', passed: 0 };
  const { stopped, death } = report;
  const tests = report.tests.filter(({ title }) => title !== canary);
  const passed = tests.filter((test) => test.status === 'passed').length;
  if (stopped) {
    const cutShort = stopped.reason !== 'memory' && stopped.seconds < limits.seconds;
    return { message: stoppedFor(stopped, file, limits), passed, ...(cutShort && { cutShort }) };
  }
  const failed = tests.find((test) => test.status === 'failed');
  if (failed) {
    const printed = failed.printed || report.printed;
    return { ...readable(failed.message, file), test: failed.title, printed: lastLines(printed), passed };
  }
  if (report.message)
    return { ...readable(report.message, file), printed: lastLines(report.printed), passed };
  if (passed < tests.length || tests.length === 0) return { message: `${file} ${endOf(death)}`, passed };
  if (canary && report.tests.find((test) => test.title === canary)?.status !== 'failed')
    return { message: `${file} tampers with the tests: one that must fail did not`, passed: 0 };
  return undefined;
}

function stoppedFor({ reason, seconds }: Stop, file: string, limits: Limits): string {
  if (reason === 'memory')
    return `${file} took more than ${limits.megabytes} MB of memory: does something grow, or is something printed, in a loop that never ends?`;
  if (seconds < limits.seconds)
    return `${file}: not finished in ${inSeconds(seconds)}. It got less time because three other answers ran to the limit of ${inSeconds(limits.seconds)}`;
  return reason === 'time'
    ? `${file} ran longer than ${inSeconds(seconds)}: is there a loop that never ends?`
    : `${file} waited longer than ${inSeconds(seconds)}: is there a promise that nothing resolves?`;
}

function inSeconds(count: number): string {
  return count === 1 ? '1 second' : `${count} seconds`;
}

/** Returns how an answer ended its process, which its tests share. */
function endOf(death: Death | undefined): string {
  if (death?.outOfMemory) return 'needed more memory than there is: does something grow in a loop?';
  if (death?.signal === 'SIGKILL') return 'was killed by the system: did it take too much memory?';
  const how = death?.signal ?? (death ? `exit code ${death.code}` : 'no exit code');
  return `ended the whole program (${how})`;
}

const PRINTED_LINES = 12;

/** Returns the end of an answer's output: a loop may have printed a lot. */
function lastLines(printed: string): string | undefined {
  const lines = stripVTControlCharacters(printed).trimEnd().split('\n');
  if (lines.join('') === '') return undefined;
  const shown = lines
    .slice(-PRINTED_LINES)
    .map((line) => (line.length > 400 ? `${line.slice(0, 400)} …` : line));
  const hidden = lines.length - shown.length;
  return [...(hidden > 0 ? [`… ${hidden} lines before`] : []), ...shown].join('\n');
}

/**
 * Returns an error in the words of its author: the message, and the line of the answer that
 * threw it.
 */
function readable(report: string, file: string): { message: string; place?: string } {
  const name = file.replace(/^.*\//, '');
  const anyPath = new RegExp(`[^\\s"'()\\[]*/${name.replaceAll('.', '\\.')}`, 'g');
  const [text = '', ...stack] = stripVTControlCharacters(report).split(/\n {4}at /);
  const frame = stack.find((line) => line.includes(name));
  const line = frame?.match(/:(\d+):\d+\)?\s*$/)?.[1];
  const message = text
    .replace(/^(Complaint|Error): /, '')
    .replace(/^Transform failed with .*\s+\[\w+\] /, 'this is not TypeScript: ')
    .replace(/^TypeError: (?:.*__\w+__\.|\(0 ?, \w+\.)?(\w+)\)? is not a function/, (original, called) =>
      frame ? original : `${file} exports no function ${called}`,
    )
    .replace(
      /^Access to this API has been restricted.*/,
      'the answer reads or writes files that it may not, or starts a program: write files to os.tmpdir()',
    )
    .replace(/^<unserializable>.*/s, 'the answer throws something that is no error, and cannot be shown')
    .replace(
      /^process\.exit unexpectedly called.*/,
      'the answer calls process.exit, which ends the whole program',
    )
    .replace(anyPath, file) // not that of the copy which was graded
    .trim();
  return line ? { message, place: `${file}:${line}` } : { message };
}
