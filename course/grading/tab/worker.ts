/**
 * The worker that grades one answer in a tab, with the tests and the runner of `npm run grade`. A
 * new one is started for each answer: nothing that an answer leaves behind can fail another one.
 * tfjs is loaded where a test or an answer needs it. It then computes in plain JavaScript, as for
 * `npm run grade`.
 */

import { format } from 'node:util';
import { MODULES, PACKAGES } from 'virtual:modules';
import { TESTS } from 'virtual:tests';
import { type File, startTests, type Task, type VitestRunner } from '@vitest/runner';
import type { TestError } from 'vitest';
import type { FileReport, TestReport } from '../failure';
import { PRINTED_KEPT, withStack } from '../reporter';
import { loadAnswer } from './load-answer';
import type { AnswerToTest, FromWorker, ToWorker } from './messages';

const TIMEOUT = 60_000; // ms; the page ends an endless loop

const say = (message: FromWorker) => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data === 'ping') say('pong');
  else void grade(data.answer).then((report) => say({ report }));
});

async function grade({ name, code }: AnswerToTest): Promise<FileReport> {
  Error.stackTraceLimit = 100;
  const printed = collectPrinted();
  let file: File | undefined;
  try {
    const answer = await loadAnswer(`exercises/${name}.ts`, code, importModule);
    say('started');
    const exported = await answer();
    Object.assign(globalThis, { [Symbol.for('sentiment-lab.answer')]: exported });
    [file] = await startTests([name], runner(printed));
  } catch (error) {
    return { name, message: reported(error), printed: printed.of(), tests: [] };
  }
  const tests = file ? testsIn(file) : [];
  return {
    name,
    message: messageOf(file),
    printed: printed.of(),
    tests: tests.map((test) => reportOn(test, printed.of(test.id))),
  };
}

/** Imports what an answer imports. `refused-import.ts` says what it may. */
async function importModule(specifier: string): Promise<object> {
  const load = specifier.startsWith('../')
    ? MODULES[specifier.slice('../'.length).replace(/([.]ts)?$/, '')]
    : PACKAGES[specifier.replace(/^node:/, '')];
  if (!load) throw new Error(`there is no module ${specifier} in a browser tab`);
  return load();
}

interface Printed {
  /** What was printed during the test of this id; without one, while the answer was loaded. */
  of(test?: string): string;
  /** Sets the test that runs. */
  during(test: string | undefined): void;
}

/** Keeps what is printed with `console`, by test. */
function collectPrinted(): Printed {
  const kept = new Map<string | undefined, string>();
  let running: string | undefined;
  for (const name of ['log', 'info', 'debug', 'warn', 'error'] as const)
    console[name] = (...values: unknown[]) => {
      const text = `${kept.get(running) ?? ''}${format(...values)}\n`;
      kept.set(running, text.slice(-PRINTED_KEPT));
    };
  return {
    of: (test) => kept.get(test) ?? '',
    during(test) {
      running = test;
    },
  };
}

function runner(printed: Printed): VitestRunner {
  return {
    config: {
      root: '/',
      setupFiles: [],
      name: undefined,
      passWithNoTests: false,
      testNamePattern: undefined,
      allowOnly: true,
      sequence: { seed: 0, hooks: 'stack', setupFiles: 'list' },
      chaiConfig: undefined,
      maxConcurrency: 5,
      testTimeout: TIMEOUT,
      hookTimeout: TIMEOUT,
      retry: 0,
      includeTaskLocation: false,
      tags: [],
      tagsFilter: undefined,
      strictTags: false,
    },
    async importFile(path) {
      say('loading'); // the time in which tfjs and data come is not the answer's
      const module = await TESTS[path.replace(/^[/]/, '')]!();
      say('started');
      return module;
    },
    onBeforeRunTask: (test) => printed.during(test.id),
    onAfterRunTask: () => printed.during(undefined),
  };
}

function testsIn(task: Task): Task[] {
  return task.type === 'test' ? [task] : task.tasks.flatMap(testsIn);
}

function messageOf({ result }: Pick<Task, 'result'> = {}): string {
  const [error] = result?.errors ?? [];
  return error ? reported(error) : '';
}

function reported(error: unknown): string {
  if (typeof error !== 'object' || error === null)
    // null has no fields, and a text no message
    return `the answer throws something that is no error: ${String(error)}`;
  const { name = 'Error', message = '', stack = '' } = error as TestError; // errors do not have their names themselves
  return withStack({ name, message, stack: asInV8(stack) });
}

const STATUS = { pass: 'passed', fail: 'failed', skip: 'skipped', todo: 'skipped' } as const;

function reportOn(task: Task, printed: string): TestReport {
  const state = task.result?.state ?? 'run';
  const status = state in STATUS ? STATUS[state as keyof typeof STATUS] : 'pending';
  return { title: task.name, status, message: messageOf(task), printed };
}

/** Returns a stack in the form of V8. Firefox and Safari write `name@file:1:2`. */
function asInV8(stack: string): string {
  if (/^ {4}at /m.test(stack)) return stack;
  return stack.replace(/^(.*)@(.*)$/gm, '    at $1 ($2)').replace(/^/, '\n');
}
