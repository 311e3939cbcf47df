import { basename } from 'node:path';
import type { TestError, UserConsoleLog } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { FileReport, TestReport } from './failure';

/** Receives the reports of a run. */
interface ReportReceiver {
  /** Called before the tests of an exercise run. */
  started?(exercise: string): void;
  /**
   * Called when the tests of an exercise have run, and again at the end of the run. The last
   * report counts. Exercises whose process ended before they were started have none.
   */
  ended(report: FileReport): void;
  /** Called at the end of the run. */
  finished?(): void;
}

/** Characters of the output of a test that a report keeps. */
export const PRINTED_KEPT = 50_000;

/**
 * Returns a reporter for vitest that prints nothing. It passes on the result of each exercise and
 * the output of the answers.
 */
export function answersReporter({ started, ended, finished }: ReportReceiver): Reporter {
  const printed = new Map<string, string>();
  const begun = new Set<string>();
  return {
    onTestRunStart() {
      printed.clear();
      begun.clear();
    },
    onTestModuleQueued({ moduleId }) {
      begun.add(moduleId);
      started?.(exerciseOf(moduleId));
    },
    onUserConsoleLog({ taskId = '', content }: UserConsoleLog) {
      printed.set(taskId, ((printed.get(taskId) ?? '') + content).slice(-PRINTED_KEPT));
    },
    onTestModuleEnd(module) {
      ended(fileReport(module, printed));
    },
    onTestRunEnd(modules) {
      for (const module of modules) if (begun.has(module.moduleId)) ended(fileReport(module, printed));
      finished?.();
    },
  };
}

/** Returns the name of the exercise that a test file is for. */
export function exerciseOf(testFile: string): string {
  return basename(testFile, '.test.ts');
}

function fileReport(module: TestModule, printed: ReadonlyMap<string, string>): FileReport {
  const [error] = module.errors();
  const tests = [...module.children.allTests()];
  return {
    name: exerciseOf(module.moduleId),
    message: error ? withStack(error) : '',
    printed: printed.get(module.id) ?? '',
    tests: tests.map((test) => ({ ...testReport(test), printed: printed.get(test.id) ?? '' })),
  };
}

function testReport(test: TestCase): Omit<TestReport, 'printed'> {
  const { state, errors } = test.result();
  const [error] = errors ?? [];
  return { title: test.fullName, status: state, message: error ? withStack(error) : '' };
}

/** Returns an error with its stack, as V8 formats it. */
export function withStack({ name = 'Error', message, stack = '' }: TestError): string {
  const frames = stack.split(/\n {4}at /).slice(1);
  return [`${name}: ${message}`, ...frames].join('\n    at ');
}
