import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { printed, result, traceback } from './client';
import { folderInRepository, startNotebook } from './notebook';

const { kernel, folder } = await startNotebook();

describe('ways to import', () => {
  const IN_NODE: [string, string, string][] = [
    ['import()', "const http = await import('http'); typeof http.get", 'function'],
    ['require', "const { sep } = require('node:path') as typeof import('node:path'); sep.length", '1'],
    ['import =', "import os = require('node:os');\ntypeof os.cpus", 'function'],
  ];
  test.each(IN_NODE)('%s', async (_, code, expected) => {
    const outcome = await kernel.execute(code);
    expect(traceback(outcome)).toBe('');
    expect(result(outcome)).toEqual({ 'text/plain': expected });
  });
});

describe('modules', () => {
  test('JSON, .tsx, .js names and absolute paths can be imported', async () => {
    folder.write('a.ts', "export const a = () => 'A';");
    folder.write('b.ts', "export const b = () => 'b sees A';");
    folder.write('data.json', '{ "n": 3 }');
    folder.write('view.tsx', 'export const view = <T,>(x: T) => x;');
    folder.write('plain.js', 'exports.plain = 4;');
    const cells = [
      "import data from './data.json' with { type: 'json' }; data.n",
      "import { view } from './view'; view(3)",
      "import { b } from './b.js'; b().length - 5",
      `import { a } from ${JSON.stringify(join(folder.path, 'a'))}; a().length + 2`,
      "(await import('./data.json', { with: { type: 'json' } })).default.n",
    ];
    for (const code of cells) {
      const outcome = await kernel.execute(code);
      expect(traceback(outcome)).toBe('');
      expect(result(outcome)).toEqual({ 'text/plain': '3' });
    }
  });

  test('JavaScript without types can be imported, and is `any`', async () => {
    folder.write('call.cjs', 'module.exports = () => 1; module.exports.extra = 2;');
    folder.write('later.mjs', 'export const later = await Promise.resolve(3);');
    const outcome = await kernel.execute(
      "import call, { extra } from './call.cjs';\nimport { later } from './later.mjs';\n[call(), extra, later]",
    );
    expect(traceback(outcome)).toBe('');
    expect(result(outcome)).toEqual({ 'text/plain': '[ 1, 2, 3 ]' });
  });

  test.each(["import { late } from './awaits';", "await import('./awaits')"])(
    'a module that awaits at its top level is refused with the line: %s',
    async (code) => {
      folder.write('awaits.ts', 'export const n = 1;\nexport const late = await Promise.resolve(n);');
      const outcome = await kernel.execute(code);
      expect(outcome.reply['ename']).toBe('CompileError');
      expect(traceback(outcome)).toMatch(/awaits\.ts:2:21 - A module cannot `await` outside/);
    },
  );

  test('a module with errors is loaded once it is mended', async () => {
    const cell = "import { broken } from './broken'; broken";
    folder.write('broken.ts', "throw new Error('while loading');\nexport const broken = 1;");
    expect(traceback(await kernel.execute(cell))).toMatch(/^Error: while loading\n {4}at .*broken\.ts:1:7/);
    folder.write('broken.ts', 'export const broken: string = 12;');
    expect(traceback(await kernel.execute(cell))).toMatch(/broken\.ts:1:14 - Type 'number'/);
    folder.write('broken.ts', 'export const broken = 1.25;');
    expect(result(await kernel.execute(cell))).toEqual({ 'text/plain': '1.25' });
  });
});

test('modules of other folders are type-checked, too', async () => {
  const other = folderInRepository();
  try {
    other.write('right.ts', 'export const right = 2;');
    other.write('wrong.ts', 'export const wrong: string = 2;');
    const from = `../${basename(other.path)}`;
    const right = await kernel.execute(`import { right } from '${from}/right'; right`);
    expect(result(right)).toEqual({ 'text/plain': '2' });
    const wrong = await kernel.execute(`import { wrong } from '${from}/wrong'; wrong`);
    expect(traceback(wrong)).toMatch(/wrong\.ts:1:14 - Type 'number'/);
  } finally {
    other.remove();
  }
});

describe('errors', () => {
  const shownBy = async (code: string) => traceback(await kernel.execute(code));

  test('nothing is said about types as long as the syntax is wrong', async () => {
    expect(await shownBy('missing.length;\nlet n = {;')).toMatch(/^cell \[\d+\]:2:10 - [^:]*$/);
  });

  test('a printed error shows frames of the cell only', async () => {
    const outcome = await kernel.execute(
      'const fail = () => {\n  throw new Error("inner");\n};\ntry {\n  fail();\n} catch (error) {\n  console.log(error);\n  console.error((error as Error).stack);\n  console.trace("here");\n}\nnew TypeError("shown")',
    );
    const frames = (text: string) => text.split('\n').filter((line) => /^\s+at /.test(line));
    for (const line of [
      ...frames(printed(outcome)),
      ...frames(printed(outcome, 'stderr')),
      ...frames(String(result(outcome)?.['text/plain'])),
    ])
      expect(line).toMatch(/^ {4}at (fail \()?cell \[\d+\]:\d+:\d+\)?$/);
    expect(frames(printed(outcome))).toHaveLength(2);
  });

  test('errors of the browser interfaces are errors', async () => {
    const outcome = await kernel.execute('structuredClone(() => 1)');
    expect(outcome.reply).toMatchObject({
      ename: 'DataCloneError',
      evalue: '() => 1 could not be cloned.',
    });
    expect(traceback(outcome)).toMatch(/^DataCloneError: .*\n {4}at cell \[\d+\]:1:1$/);
  });

  test('an error that cannot be shown is reported', async () => {
    const outcome = await kernel.execute(
      "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw 1; } });",
    );
    expect(outcome.published.some(({ header }) => header.msg_type === 'error')).toBe(true);
    expect(outcome.reply).toMatchObject({ status: 'error' });
  });

  test.each(['!ls', '?print'])('%s gets an answer about commands of IPython', async (code) => {
    expect(await shownBy(code)).toContain('commands of IPython');
  });

  test('a line that only looks like a command of IPython gets no such answer', async () => {
    const code = 'const waits = (\n  !unknownName\n  && [1]\n  ?.length\n);';
    expect(await shownBy(code)).toContain('If the cells above declare `unknownName`, run them first');
  });

  test('`__dirname` is the folder of the notebook, and names of browsers are explained', async () => {
    expect(result(await kernel.execute('[__dirname, import.meta.dirname]'))).toEqual({
      'text/plain': `[\n  '${folder.path}',\n  '${folder.path}'\n]`,
    });
    expect(await shownBy('document.title')).toContain('Cells run in Node, not in a browser');
    expect(await shownBy('__filename')).toContain('A cell is no file');
  });

  test('a promise that is handled late prints no warning', async () => {
    const outcome = await kernel.execute(
      'const late = Promise.reject(new Error("x")); setTimeout(() => late.catch(() => {}), 5); await 0;',
    );
    expect(printed(outcome, 'stderr')).not.toContain('PromiseRejectionHandledWarning');
  });
});

describe('input', () => {
  test('`prompt` opens an input box, and its answer is the value', async () => {
    kernel.answers.push('Ada', 'yes');
    const outcome = await kernel.execute(
      "const name = await prompt('name? '); [name.length, name, await confirm('sure?')]",
    );
    expect(result(outcome)).toEqual({ 'text/plain': "[ 3, 'Ada', true ]" });
    expect(kernel.questions).toEqual(['name? ', 'sure? (y/n)']);
  });

  test('a question of a stopped cell does not take the line of a later one', async () => {
    kernel.answers.push(null, 'Ada');
    const stopped = kernel.execute("await prompt('unanswered?')");
    await kernel.asked('unanswered?');
    await kernel.command('interrupt');
    expect((await stopped).reply['ename']).toBe('Interrupted');
    expect(result(await kernel.execute("await prompt('again?')"))).toEqual({ 'text/plain': 'Ada' });
  });

  test('readline reads from input boxes, one for each question', async () => {
    kernel.questions.length = 0;
    kernel.answers.push('one', 'two');
    const outcome = await kernel.execute(
      "import { createInterface } from 'node:readline/promises';\nconst rl = createInterface({ input: process.stdin, output: process.stdout });\nconst first = await rl.question('first? ');\nconst second = await rl.question('second? ');\nrl.close();\n[first, second]",
    );
    expect(traceback(outcome)).toBe('');
    expect(result(outcome)).toEqual({ 'text/plain': "[ 'one', 'two' ]" });
    expect(printed(outcome)).toContain('first? ');
    await kernel.execute('await new Promise((go) => setTimeout(go, 80));');
    expect(kernel.questions).toHaveLength(2);
  });

  test.each([
    ['for await', 'for await (const chunk of process.stdin) { got = String(chunk); break; }'],
    [
      'readable',
      "await new Promise<void>((go) => process.stdin.once('readable', () => { got = String(process.stdin.read()); go(); }));",
    ],
  ])('standard input can be read by %s', async (_, code) => {
    kernel.questions.length = 0;
    kernel.answers.push('typed');
    const outcome = await kernel.execute(`let got = ''; ${code}\ngot.trim()`);
    expect(result(outcome)).toEqual({ 'text/plain': 'typed' });
    expect(kernel.questions).toHaveLength(1);
  });

  test('a readline that is left open asks only when it is used again', async () => {
    kernel.questions.length = 0;
    kernel.answers.push('one', 'end', 'two', 'three');
    const cells = [
      "import { createInterface } from 'node:readline/promises';\nconst lines = createInterface({ input: process.stdin });\nfor await (const line of lines) if (line === 'end') break;\n'left'",
      'await new Promise((go) => setTimeout(go, 80));\nawait createInterface({ input: process.stdin }).question("")',
      'await lines.question("")',
    ];
    const shown = [];
    for (const code of cells) shown.push(result(await kernel.execute(code))?.['text/plain']);
    expect(shown).toEqual(['left', 'two', 'three']);
    expect(kernel.questions).toHaveLength(4);
  });

  const READS = `
    import { createInterface } from 'node:readline/promises';
    const rl = createInterface({ input: process.stdin });
    const line = await rl.question('');
    rl.close();
    line`;

  test('after a stop, readline reads again', async () => {
    kernel.questions.length = 0;
    kernel.answers.push(null, 'Ada');
    const stopped = kernel.execute(READS);
    await kernel.asked('');
    await kernel.command('interrupt');
    expect((await stopped).reply['ename']).toBe('Interrupted');
    expect(result(await kernel.execute(READS))).toEqual({ 'text/plain': 'Ada' });
  });

  test('a front end without input boxes gets an error', async () => {
    const outcome = await kernel.execute("await prompt('name?')", { allow_stdin: false });
    expect(outcome.reply).toMatchObject({
      status: 'error',
      evalue: expect.stringContaining('cannot ask for input'),
    });
  });
});

test('20,000 printed lines arrive in few messages and in order', async () => {
  const outcome = await kernel.execute("for (let i = 0; i < 20000; i++) console.log('line', i);");
  const lines = printed(outcome).split('\n');
  expect(lines).toHaveLength(20_001);
  expect(lines.every((line, index) => line === (index < 20_000 ? `line ${index}` : ''))).toBe(true);
  expect(outcome.published.length).toBeLessThan(100);
});

test('paths and packages are completed in imports', async () => {
  folder.write('nearby.ts', 'export const near = 1;');
  const matches = async (code: string) =>
    (await kernel.ask('complete', { code, cursor_pos: code.length }))['matches'];
  expect(await matches("import { } from './nea")).toEqual(['nearby']);
  expect(await matches("import { } from '@tensorflow/tfjs-no")).toContain('tfjs-node');
  expect(await matches("import { } from 'node:fs/pro")).toContain('promises');
});
