import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, printed, result, startClient, traceback } from './client';
import { type Folder, folderInRepository } from './folder';

let folder: Folder;
let kernel: Client;

beforeAll(async () => {
  folder = folderInRepository();
  kernel = await startClient({ folder: folder.path });
});
afterAll(async () => {
  await kernel.close();
  folder.remove();
});

const PAUSE = 'await new Promise((resolve) => setTimeout(resolve, 50));';

describe('a failed cell', () => {
  test('says so to all, with a trace of the lines in the cell alone', async () => {
    const code =
      'const half = (n: number) => {\n  interface Unused { n: number }\n  throw new RangeError("odd: " + n);\n};\n\nhalf(3);';
    const outcome = await kernel.execute(code);
    const number = outcome.reply['execution_count'];
    expect(outcome.reply).toMatchObject({ status: 'error', ename: 'RangeError', evalue: 'odd: 3' });
    expect(traceback(outcome)).toBe(
      `RangeError: odd: 3\n    at half (cell [${number}]:3:9)\n    at cell [${number}]:6:1`,
    );
  });

  test('names the line of the module that threw, and of the cell that called', async () => {
    const code =
      'interface Padding { n: number }\n\nexport function fail(): never {\n  throw new Error("boom");\n}\n';
    writeFileSync(join(folder.path, 'thrower.ts'), code);
    const outcome = await kernel.execute(`import { fail } from './thrower';\n${PAUSE}\nfail();`);
    expect(traceback(outcome)).toMatch(
      /^Error: boom\n {4}at (Module\.)?fail \(\.sentiment-lab\/notebooks-\w+\/thrower\.ts:4:9\)\n {4}at cell \[\d+\]:3:\d$/,
    );
  });

  test('prints the stack of an error that was caught with the same lines', async () => {
    const outcome = await kernel.execute(
      'try {\n  throw new Error("caught");\n} catch (error) {\n  console.log(error);\n}',
    );
    expect(printed(outcome)).toMatch(/^Error: caught\n {4}at cell \[\d+\]:2:9\n/);
  });

  test('shows every complaint of the compiler with its line and runs nothing', async () => {
    const outcome = await kernel.execute('console.log("ran");\nconst n: number = "one";\nn.foo;');
    const number = outcome.reply['execution_count'];
    expect(printed(outcome)).toBe('');
    expect(traceback(outcome).split('\n')).toEqual([
      `cell [${number}]:2:7 - Type 'string' is not assignable to type 'number'.`,
      '    const n: number = "one";',
      '          ~',
      `cell [${number}]:3:3 - Property 'foo' does not exist on type 'number'.`,
      '    n.foo;',
      '      ~~~',
    ]);
  });

  test('names file and line of a type error in an imported module', async () => {
    writeFileSync(join(folder.path, 'wrong.ts'), 'export const fine = 1;\nexport const wrong: string = 2;\n');
    const outcome = await kernel.execute("import { fine } from './wrong'; fine");
    expect(traceback(outcome)).toMatch(/wrong\.ts:2:14 - Type 'number' is not assignable to type 'string'/);
  });

  test('names them also where the message goes into details', async () => {
    writeFileSync(
      join(folder.path, 'deep.ts'),
      'const n = { a: 1 };\nexport const deep: { a: string } = n;\n',
    );
    const outcome = await kernel.execute("import { deep } from './deep'; deep");
    expect(traceback(outcome)).toMatch(
      /deep\.ts:2:14 - Type '{ a: number; }' is not .*\n.*export const deep.*\n +~~~~\n +Types of property 'a' are/,
    );
  });

  test('shows what was thrown where that is no error', async () => {
    const outcome = await kernel.execute('throw { code: 3 };');
    expect(outcome.reply).toMatchObject({ ename: 'Thrown', evalue: '{ code: 3 }' });
  });

  test('keeps cells from running that were sent before it had failed, but none sent later', async () => {
    const failing = kernel.execute('throw new Error("stop here");');
    const queued = [kernel.execute('console.log("must not run")'), kernel.execute('1')];
    expect((await failing).reply['status']).toBe('error');
    for (const outcome of await Promise.all(queued)) {
      expect(outcome.reply).toEqual({ status: 'aborted' });
      expect(printed(outcome)).toBe('');
    }
    expect((await kernel.execute('2')).reply['status']).toBe('ok');
  });

  test('lets queued cells run where the client wants that', async () => {
    const failing = kernel.execute('throw new Error("go on");', { stop_on_error: false });
    const queued = kernel.execute('3');
    expect((await failing).reply['status']).toBe('error');
    expect(result(await queued)).toEqual({ 'text/plain': '3' });
  });
});

test('what a failed cell had declared before it failed can be used, what came after cannot', async () => {
  await kernel.execute(
    'const model = { units: 64 };\nfunction size() { return model.units; }\nthrow new Error("x");\nconst missing = 1;',
  );
  expect(result(await kernel.execute('model.units + size()'))).toEqual({ 'text/plain': '128' });
  expect(traceback(await kernel.execute('missing'))).toContain("Cannot find name 'missing'");
  expect(result(await kernel.execute('model.units'))).toEqual({ 'text/plain': '64' });
});

test('a failed cell takes nothing away that cells before it had left undefined, but what it declares again', async () => {
  await kernel.execute('let best: number | undefined;\nlet again: string | undefined;');
  await kernel.execute('throw new Error("x");\nlet again = "later";');
  expect(result(await kernel.execute('best = 3; best'))).toEqual({ 'text/plain': '3' });
  expect(traceback(await kernel.execute('again'))).toContain("Cannot find name 'again'");
});

describe('an error that nobody handled', () => {
  test('fails the cell that rejected and did not await', async () => {
    const outcome = await kernel.execute('Promise.reject(new Error("unawaited")); 1');
    expect(outcome.reply).toMatchObject({ status: 'error', evalue: 'unawaited' });
  });

  test('fails a cell that waits for what can no longer come', async () => {
    const outcome = await kernel.execute(
      'await new Promise((resolve) => setTimeout(() => { throw new Error("in a timer"); }, 10));',
    );
    expect(outcome.reply).toMatchObject({ status: 'error', evalue: 'in a timer' });
  });

  test('fails the next cell when its own has ended, and then no more', async () => {
    await kernel.execute('setTimeout(() => { throw new Error("too late"); }, 20);');
    await kernel.seen(({ content }) => String(content['text']).includes('too late'));
    const next = await kernel.execute('console.log("not run")');
    expect(next.reply).toMatchObject({ status: 'error', evalue: 'too late' });
    expect(traceback(next)).toMatch(
      /^After cell \[\d+\] had ended, what it started failed:\nError: too late/,
    );
    expect(printed(next)).toBe('');
    expect((await kernel.execute('1')).reply['status']).toBe('ok');
  });
});
