import { describe, expect, test } from 'vitest';
import { printed, result, traceback } from './client';
import { startNotebook } from './notebook';

const { kernel, folder } = await startNotebook();

const PAUSE = 'await new Promise((resolve) => setTimeout(resolve, 50));';

describe('a failed cell', () => {
  test('the traceback names the line of the module that threw and of the cell that called it', async () => {
    const code =
      'interface Padding { n: number }\n\nexport function fail(): never {\n  throw new Error("boom");\n}\n';
    folder.write('thrower.ts', code);
    const outcome = await kernel.execute(`import { fail } from './thrower';\n${PAUSE}\nfail();`);
    expect(traceback(outcome)).toMatch(
      /^Error: boom\n {4}at (Module\.)?fail \(\.sentiment-lab\/notebooks-\w+\/thrower\.ts:4:9\)\n {4}at cell \[\d+\]:3:\d$/,
    );
  });

  test('a type error with nested details keeps file, line and details', async () => {
    folder.write('deep.ts', 'const n = { a: 1 };\nexport const deep: { a: string } = n;\n');
    const outcome = await kernel.execute("import { deep } from './deep'; deep");
    expect(traceback(outcome)).toMatch(
      /deep\.ts:2:14 - Type '{ a: number; }' is not .*\n.*export const deep.*\n +~~~~\n +Types of property 'a' are/,
    );
  });

  test('the traceback names the line that called `eval`', async () => {
    const outcome = await kernel.execute('\neval(\'throw new Error("evaluated")\')');
    expect(traceback(outcome)).toMatch(
      / at eval \(eval at <anonymous> \(cell \[\d+\]:2:1\), <anonymous>:1:7\)$/m,
    );
  });

  test('the traceback has no code that the compiler added', async () => {
    const decorated = await kernel.execute(
      'const bad = (_: unknown, __: unknown) => {\n  throw new Error("x");\n};\nclass A {\n  @bad one() {}\n}',
    );
    expect(traceback(decorated)).toMatch(
      /^Error: x\n {4}at bad \(cell .*:2:9\)\n {4}at cell \[\d+\]:\d:\d+$/,
    );
    const disposed = await kernel.execute(
      'using closing = { [Symbol.dispose]() {\n  throw new Error("y");\n} };',
    );
    expect(traceback(disposed)).toMatch(/^Error: y\n {4}at .*:2:9\)\n {4}at cell \[\d+\]:\d:\d+$/);
  });

  test('cells queued before the failure are aborted, and cells sent later run', async () => {
    const failing = kernel.execute('throw new Error("stop here");');
    const queued = [kernel.execute('console.log("must not run")'), kernel.execute('1')];
    expect((await failing).reply['status']).toBe('error');
    for (const outcome of await Promise.all(queued)) {
      expect(outcome.reply).toEqual({ status: 'aborted' });
      expect(printed(outcome)).toBe('');
    }
    expect((await kernel.execute('2')).reply['status']).toBe('ok');
  });

  test('queued cells run if the client sets stop_on_error to false', async () => {
    const failing = kernel.execute('throw new Error("go on");', { stop_on_error: false });
    const queued = kernel.execute('3');
    expect((await failing).reply['status']).toBe('error');
    expect(result(await queued)).toEqual({ 'text/plain': '3' });
  });
});

describe('an unhandled error', () => {
  test('an error after the end of its cell fails the next cell once', async () => {
    await kernel.execute('setTimeout(() => { throw new Error("too late"); }, 20);');
    await kernel.seen(({ content }) => String(content['text']).includes('too late'));
    const next = await kernel.execute('console.log("not run")');
    expect(next.reply).toMatchObject({ status: 'error', evalue: 'too late' });
    expect(traceback(next)).toMatch(
      /^After cell \[\d+\] had ended, what it started failed:\nError: too late(?:.|\n)*\nThis cell was not run\./,
    );
    expect(printed(next)).toBe('');
    expect((await kernel.execute('1')).reply['status']).toBe('ok');
  });
});
