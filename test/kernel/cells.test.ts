import { describe, expect, test } from 'vitest';
import { printed, result, traceback } from './client';
import { startNotebook } from './notebook';

const { kernel, folder } = await startNotebook();

describe('a cell', () => {
  test('an import resolves relative to the notebook and is type-checked', async () => {
    const outcome = await kernel.execute(
      "import { repositoryRoot } from '../../lib/repository'; repositoryRoot().length > 1",
    );
    expect(result(outcome)).toEqual({ 'text/plain': 'true' });
    expect(traceback(await kernel.execute('const n: number = repositoryRoot();'))).toContain(
      "Type 'string' is not assignable to type 'number'",
    );
  });

  test('imported types and assertion functions work in later cells', async () => {
    await kernel.execute(
      "import assert from 'node:assert/strict';\nimport type { ParsedPath } from 'node:path';\nimport { type PathLike, existsSync } from 'node:fs';",
    );
    await kernel.execute('let value = 3 as number | string;');
    const outcome = await kernel.execute(
      'const at: Partial<ParsedPath> = { base: "x" }; const p: PathLike = "."; assert(typeof value === "number"); value.toFixed(0)',
    );
    expect(traceback(outcome)).toBe('');
    expect(result(outcome)).toEqual({ 'text/plain': '3' });
  });

  test('a module that is created after a failed import can then be imported', async () => {
    const cell = "import { late } from './late'; late";
    expect(traceback(await kernel.execute(cell))).toContain("Cannot find module './late'");
    folder.write('late.ts', 'export const late = 7;');
    expect(result(await kernel.execute(cell))).toEqual({ 'text/plain': '7' });
  });

  test('a package that is installed after a failed import can then be imported', async () => {
    const cell = "import { late } from 'late-package'; late";
    expect(traceback(await kernel.execute(cell))).toContain("Cannot find module 'late-package'");
    folder.write('node_modules/late-package/index.d.ts', 'export const late: number;');
    folder.write('node_modules/late-package/index.js', 'exports.late = 8;');
    expect(result(await kernel.execute(cell))).toEqual({ 'text/plain': '8' });
  });

  test('the modules of Node have types, with and without their prefix', async () => {
    const outcome = await kernel.execute(
      "import { posix } from 'node:path'; import { basename } from 'path'; const of: string = basename(posix.join('a', 'b')); of",
    );
    expect(result(outcome)).toEqual({ 'text/plain': 'b' });
    expect(traceback(await kernel.execute("import { nothing } from 'fs';"))).toContain(
      "has no exported member 'nothing'",
    );
  });

  test('stdout and stderr arrive in the order in which they were written', async () => {
    const outcome = await kernel.execute('console.log("a"); console.error("b"); process.stdout.write("c");');
    const streams = outcome.published.filter(({ header }) => header.msg_type === 'stream');
    expect(streams.map(({ content }) => content)).toEqual([
      { name: 'stdout', text: 'a\n' },
      { name: 'stderr', text: 'b\n' },
      { name: 'stdout', text: 'c' },
    ]);
  });

  test('what cells print is text that any program can read', async () => {
    expect(printed(await kernel.execute("console.log('I love it 😀'.slice(0, 11));"))).toBe(
      'I love it \ufffd\n',
    );
    expect(result(await kernel.execute("'\\\\ud83d stays'"))).toEqual({ 'text/plain': '\\ud83d stays' });
  });

  test('programs that inherit the output of the process print to their cell', async () => {
    const node = JSON.stringify(process.execPath);
    const outcome = await kernel.execute(
      `import { execFileSync, execSync, spawn, spawnSync } from 'node:child_process';
      const print = (text: string) => ['-e', \`console.log("\${text}")\`];
      execFileSync(${node}, print('a'), { stdio: 'inherit' });
      execSync(\`"\${${node}}" -e "console.error(2)"\`, { stdio: [0, 1, 2] });
      console.log(spawnSync(${node}, print('b'), { stdio: ['ignore', 'inherit', 'pipe'] }).stdout);
      console.log(String(execFileSync(${node}, print('c'))).length);
      await new Promise((go) => spawn(${node}, print('d'), { stdio: 'inherit' }).on('close', go));
      execFileSync(${node}, ['-e', 'process.exit(3)'], { stdio: 'inherit' });`,
    );
    expect(printed(outcome)).toBe('a\nb\nnull\n2\nd\n');
    expect(printed(outcome, 'stderr')).toBe('2\n');
    expect(outcome.reply['evalue']).toMatch(/^Command failed: .* -e process.exit\(3\)$/);
  });

  test('output that comes after a cell has ended still belongs to that cell', async () => {
    const { published } = await kernel.execute('setTimeout(() => console.log("from the first"), 50);');
    await kernel.execute('await new Promise((resolve) => setTimeout(resolve, 100));');
    const late = await kernel.seen(({ content }) => content['text'] === 'from the first\n');
    expect(late.parent).toEqual(published[0]?.parent);
  });

  test('silent cells and cells outside the history do not raise the execution count', async () => {
    const { reply } = await kernel.execute('1');
    const silent = await kernel.execute('console.log("unheard"); 2', { silent: true });
    expect(silent.published.map(({ header }) => header.msg_type)).toEqual(['status', 'status']);
    await kernel.execute('3', { store_history: false });
    const next = await kernel.execute('4');
    expect(next.reply['execution_count']).toBe(Number(reply['execution_count']) + 1);
  });

  test('code that runs silently does not change the lines of later tracebacks', async () => {
    const { reply } = await kernel.execute('\n\nfunction failing() {\n  throw new Error("line 4");\n}');
    await kernel.execute('1', { silent: true });
    await kernel.execute('2', { store_history: false, user_expressions: { three: '3' } });
    expect(traceback(await kernel.execute('failing()'))).toContain(
      `at failing (cell [${reply['execution_count']}]:4:9)`,
    );
  });

  test('the reply holds the value or the error of each user expression', async () => {
    const { reply } = await kernel.execute('const six = 6;', {
      user_expressions: { good: 'six * 7', bad: 'seven' },
    });
    expect(reply['user_expressions']).toMatchObject({
      good: { status: 'ok', data: { 'text/plain': '42' } },
      bad: { status: 'error', ename: 'CompileError' },
    });
  });
});

describe('requests of an editor', () => {
  test('completion inserts at the right offset, also after surrogate pairs', async () => {
    const code =
      "import { repositoryRoot } from '../../lib/repository'; const s = '😀'; repositoryRoot().toUpp";
    const cursor = Array.from(code).length;
    expect(await kernel.ask('complete', { code, cursor_pos: cursor })).toMatchObject({
      status: 'ok',
      matches: ['toUpperCase'],
      cursor_start: cursor - 'toUpp'.length,
      cursor_end: cursor,
    });
  });

  test('inspection shows signature and documentation of an imported function', async () => {
    const code = "import { dataDir } from '../../lib/repository';\ndataDir()";
    const { found, data } = await kernel.ask('inspect', { code, cursor_pos: code.indexOf('dataDir()') + 2 });
    expect(found).toBe(true);
    expect(data).toMatchObject({ 'text/plain': expect.stringMatching(/dataDir\(\): string\nReturns/) });
    expect(JSON.stringify(data)).toContain('SENTIMENT_DATA_DIR');
  });

  test('the front end is told that there are no widgets', async () => {
    await kernel.tell('comm_open', { comm_id: 'c1', target_name: 'jupyter.widget' });
    const closed = await kernel.seen(({ header }) => header.msg_type === 'comm_close');
    expect(closed.content['comm_id']).toBe('c1');
  });

  test('requests for the history, the kernel and its widgets are answered', async () => {
    await kernel.execute('const remembered = 1;');
    expect(await kernel.ask('history', { hist_access_type: 'tail', n: 1 })).toEqual({
      status: 'ok',
      history: [[0, expect.any(Number), 'const remembered = 1;']],
    });
    const long = { padding: 'x'.repeat(100_000) };
    expect(await kernel.command('kernel_info', long)).toMatchObject({ implementation: 'tslab' });
    expect(await kernel.command('debug', { seq: 3, command: 'initialize' })).toMatchObject({
      request_seq: 3,
      success: false,
      message: expect.stringContaining('no debugger'),
    });
    expect(await kernel.ask('comm_info')).toEqual({ status: 'ok', comms: {} });
  });
});
