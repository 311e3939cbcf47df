import { basename } from 'node:path';
import type { TestError, UserConsoleLog } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { FileReport, TestReport } from './failure';

/** Where a run's reports go. */
interface ReportReceiver {
  /** The tests of these exercises have begun. */
  begun?(names: string[]): void;
  ended(reports: FileReport[]): void;
}

/**
 * Returns a reporter for the test runner that prints nothing and hands on what came of each exercise, with what the
 * answers printed.
 */
export function answersReporter({ begun, ended }: ReportReceiver): Reporter {
  let printed: UserConsoleLog[] = [];
  return {
    onTestRunStart(specifications) {
      printed = [];
      begun?.(specifications.map(({ moduleId }) => exerciseOf(moduleId)));
    },
    onUserConsoleLog(log) {
      printed.push(log);
    },
    onTestRunEnd(modules) {
      ended(modules.map((module) => fileReport(module, printed)));
    },
  };
}

/** Returns which exercise a test file is about. */
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

/** The error as JavaScript writes it, whatever the runner has made of its message. */
function withStack({ name = 'Error', message, stack = '' }: TestError): string {
  const frames = stack.split(/\n {4}at /).slice(1);
  return [`${name}: ${message}`, ...frames].join('\n    at ');
}
