import { basename } from 'node:path';
import type { TestError, UserConsoleLog } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { FileReport, TestReport } from './failure';

/** Receives the reports of a run. */
interface ReportReceiver {
  /** Called at the end of the run, with one report per exercise. */
  ended(reports: FileReport[]): void;
}

/**
 * Returns a reporter for vitest that prints nothing. It passes on the result of each exercise and
 * the output of the answers.
 */
export function answersReporter({ ended }: ReportReceiver): Reporter {
  let printed: UserConsoleLog[] = [];
  return {
    onTestRunStart() {
      printed = [];
    },
    onUserConsoleLog(log) {
      printed.push(log);
    },
    onTestRunEnd(modules) {
      ended(modules.map((module) => fileReport(module, printed)));
    },
  };
}

/** Returns the name of the exercise that a test file is for. */
export function exerciseOf(testFile: string): string {
  return basename(testFile, '.test.ts');
}

function fileReport(module: TestModule, printed: readonly UserConsoleLog[]): FileReport {
  const [error] = module.errors();
  const tests = [...module.children.allTests()];
  const during = (id: string) =>
    printed
      .filter(({ taskId }) => taskId === id)
      .map(({ content }) => content)
      .join('');
  return {
    name: exerciseOf(module.moduleId),
    message: error ? withStack(error) : '',
    printed: during(module.id),
    tests: tests.map((test) => ({ ...testReport(test), printed: during(test.id) })),
  };
}

function testReport(test: TestCase): Omit<TestReport, 'printed'> {
  const { state, errors } = test.result();
  const [error] = errors ?? [];
  return { title: test.fullName, status: state, message: error ? withStack(error) : '' };
}

/** Returns an error with its stack, as V8 formats it. */
function withStack({ name = 'Error', message, stack = '' }: TestError): string {
  const frames = stack.split(/\n {4}at /).slice(1);
  return [`${name}: ${message}`, ...frames].join('\n    at ');
}
