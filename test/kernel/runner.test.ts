import { afterEach, expect, test } from 'vitest';
import { createExecution } from '../../kernel/execution';
import { positions } from '../../kernel/positions';
import { handlers } from '../../kernel/requests';
import { createRunner, type RunnerOptions } from '../../kernel/runner';
import { stripTypes } from '../../kernel/strip-types';

const ARGUMENTS = Symbol.for('sentiment-lab.cell-arguments');
afterEach(() => Reflect.deleteProperty(globalThis, ARGUMENTS));

const STOPS: RunnerOptions['stops'] = {
  tick() {},
  start() {},
  stopIfRequested() {},
  stop: new Int32Array(1),
  back: (_, result) => result,
};

/** A kernel without sockets, whose checks and imports take as long as a test says. */
function started(
  slow: Partial<Pick<RunnerOptions['types'], 'check'> & Pick<RunnerOptions['modules'], 'load'>>,
) {
  const kept: string[] = [];
  let abandoned = 0;
  const runner = createRunner({
    folder: '/',
    modules: {
      require,
      load: async () => ({}),
      importModule: async () => ({}),
      refresh: () => [],
      toCheck: () => [],
      ...slow,
    },
    positions: positions(),
    types: {
      check: async () => [],
      abandon: () => void abandoned++,
      keep: (set) => void kept.push(...set),
      changed() {},
      complete: () => Promise.reject(new Error('TypeScript has failed')),
      inspect: () => Promise.reject(new Error('TypeScript has failed')),
      ...slow,
    },
    stripTypes,
    meta: {},
    stops: STOPS,
  });
  const execution = createExecution(runner, { stopIfRequested() {}, cellEnded() {}, onStop() {} }, '/');
  const requests = handlers({
    execution,
    runner,
    isComplete: () => Promise.reject(new Error('TypeScript has failed')),
    interrupt: execution.interrupt,
    end() {},
    about: {},
  });
  const ask = async (type: string, content: object) =>
    requests[type]?.(
      { ...content },
      () => {},
      () => Promise.reject(new Error('no reader')),
    );
  return {
    ask,
    kept,
    abandoned: () => abandoned,
    run: (code: string) => ask('execute', { code }),
    stop: execution.interrupt,
  };
}

/** Work that takes until it is told to end. */
function slow<Result>(result: Result) {
  let begin = () => {};
  let end = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const done = new Promise<Result>((resolve) => (end = () => resolve(result)));
  const work = () => {
    begin();
    return done;
  };
  return { begun, end: () => end(), work };
}

const marks = new Map<string, number>();
Object.assign(globalThis, { marks });

test('a cell that is stopped while it is checked ends at once, and never runs', async () => {
  const check = slow([]);
  const { run, stop, abandoned } = started({ check: check.work });
  const cell = run('marks.set("checked", 1);');
  await check.begun;
  stop();
  expect(await cell).toMatchObject({ status: 'error', ename: 'Interrupted' });
  expect(abandoned()).toBe(1);
  check.end();
  expect(await run('1')).toMatchObject({ status: 'ok' });
  expect(marks.has('checked')).toBe(false);
});

test('a cell that is stopped while it imports ends at once, and never runs', async () => {
  const load = slow({ a: 1 });
  const { run, stop, kept } = started({ load: load.work });
  const cell = run('import { a } from "a"; const b = 2; marks.set("imported", a);');
  await load.begun;
  stop();
  expect(await cell).toMatchObject({ status: 'error', ename: 'Interrupted' });
  load.end();
  expect(await run('1')).toMatchObject({ status: 'ok' });
  expect(marks.has('imported')).toBe(false);
  expect(kept).toEqual([]);
});

test('a request that fails gets a reply that says why', async () => {
  const { ask } = started({});
  for (const type of ['complete', 'inspect', 'is_complete'])
    expect(await ask(type, { code: '1', cursor_pos: 1 })).toMatchObject({
      status: 'error',
      evalue: 'TypeScript has failed',
    });
});
