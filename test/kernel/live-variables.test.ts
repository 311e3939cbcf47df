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

/** Runs cells and returns what the last one shows. */
async function shown(...cells: string[]): Promise<unknown> {
  let last: unknown;
  for (const code of cells) {
    const outcome = await kernel.execute(code);
    expect(traceback(outcome)).toBe('');
    last = result(outcome)?.['text/plain'];
  }
  return last;
}

describe('a variable', () => {
  test('a function of an earlier cell sees what a later cell assigns', async () => {
    const cells = ['let rate = 0.1;\nfunction step() { return rate; }', 'rate = 0.01; step()'];
    expect(await shown(...cells)).toBe('0.01');
  });

  test('a later cell sees what a function of an earlier cell assigns', async () => {
    expect(await shown('let n = 0; const bump = () => ++n;', 'n = 100; bump()', 'n')).toBe('101');
  });

  test('functions of earlier cells see a variable that is declared again', async () => {
    expect(await shown('let size = 1; const twice = () => 2 * size;', 'let size = 50;', 'twice()')).toBe(
      '100',
    );
    expect(
      await shown('class Unit { n = 1 } const make = () => new Unit().n;', 'class Unit { n = 2 }', 'make()'),
    ).toBe('2');
  });

  test('a later cell ends a loop of an earlier one by a variable', async () => {
    await shown(
      'let stop = false; let rounds = 0;\nvoid (async () => { while (!stop) { rounds += 1; await new Promise((go) => setTimeout(go, 1)); } })();',
    );
    await shown('stop = true;', 'await new Promise((go) => setTimeout(go, 5));');
    const rounds = await shown('rounds');
    expect(await shown('await new Promise((go) => setTimeout(go, 20));', 'rounds')).toBe(rounds);
  });

  test('every kind of declaration can be declared again, as another kind and type', async () => {
    const kinds = [
      'const x = 1;',
      'let x = "a";',
      'var x = [1];',
      'function x() { return 1; }',
      'class x {}',
      'enum x { A }',
      'namespace x { export const y = 1; }',
      "import x from 'node:path';",
      'const { x } = { x: 2 };',
      'const [x = 3] = [] as number[];',
      'const x = 4;',
    ];
    for (const kind of kinds) await shown(kind);
    expect(await shown('x.toFixed(1)')).toBe('4.0');
  });

  test('an enum that is declared again has only its new members', async () => {
    expect(await shown('enum Color { Red, Blue }', 'enum Color { Green }', 'Object.keys(Color)')).toBe(
      "[ '0', 'Green' ]",
    );
  });

  test('assignments of all forms change the variable', async () => {
    await shown('let a = 1, b = 2; const seen = () => [a, b];');
    expect(await shown('[a, b] = [b, a]; a += 10; b++; ({ a: b } = { a: b * 2 }); seen()')).toBe('[ 12, 4 ]');
    expect(await shown('for (a of [7]); for (b = 0; b < 3; b++); seen()')).toBe('[ 7, 3 ]');
    expect(await shown('for (var v = 0; v < 2; v++) { var w = v; }', '[v, w]')).toBe('[ 2, 1 ]');
  });

  test('inner scopes hide it, and shorthands, methods and labels are no references', async () => {
    expect(
      await shown(
        'const m = 1;',
        'const f = (m: number) => { { const m = 5; void m; } return { m, n: { m() { return 3; } } }; };',
        'm: for (;;) { break m; }\n[f(2).m, f(2).n.m(), ((o: { m: number }) => o.m)({ m }), [9].map((m) => m)[0]]',
      ),
    ).toBe('[ 2, 3, 1, 9 ]');
  });

  test('functions and classes get their names, and a call gets no `this`', async () => {
    const cell = 'const arrow = () => 1; const K = class {}; function who(this: unknown) { return this; }';
    expect(await shown(cell, '[arrow.name, K.name, who()]')).toBe("[ 'arrow', 'K', undefined ]");
  });

  test('a variable cannot be read before it has a value', async () => {
    const outcome = await kernel.execute('const early = () => later1; early(); const later1 = 1;');
    expect(outcome.reply).toMatchObject({
      ename: 'ReferenceError',
      evalue: "Cannot access 'later1' before initialization",
    });
  });

  test('an import is live, and a constant cannot be assigned', async () => {
    writeFileSync(
      join(folder.path, 'counter.ts'),
      'export let count = 0;\nexport const add = () => { count += 1; };',
    );
    expect(await shown("import { count, add } from './counter';", 'add(); add(); count')).toBe('2');
    expect(traceback(await kernel.execute('const fixed = 1;'))).toBe('');
    expect(traceback(await kernel.execute('fixed = 2;'))).toContain(
      "Cannot assign to 'fixed' because it is a constant",
    );
    expect(traceback(await kernel.execute('count = 2;'))).toContain(
      "Cannot assign to 'count' because it is an import",
    );
  });
});

describe('the types of earlier cells', () => {
  test('types, generic types, and types that only a cell knows are kept', async () => {
    await shown(
      'interface Pair<T> { left: T; right: T }\ntype Id = string | number;\nenum Level { Low, High }',
    );
    expect(await shown('const pair: Pair<Id> = { left: 1, right: "b" }; pair.left === 1 && Level.High')).toBe(
      '1',
    );
    await shown('function token() { interface Token { text: string } return { text: "a" } as Token; }');
    expect(await shown('token().text.length')).toBe('1');
    expect(traceback(await kernel.execute('token().nope'))).toContain(
      "Property 'nope' does not exist on type 'Token'",
    );
  });

  test('a variable of an earlier cell is narrowed, and has its declared type in the next cell', async () => {
    await shown('let best: number | undefined;');
    expect(await shown('best = 3; best.toFixed(1)')).toBe('3.0');
    expect(traceback(await kernel.execute('best.toFixed(1)'))).toContain("'best' is possibly 'undefined'");
  });

  test('a variable without type and value may get any value in later cells', async () => {
    expect(await shown('let anything;', 'anything = 5; anything.toFixed(1)', 'anything.toFixed(2)')).toBe(
      '5.00',
    );
  });

  test('imported types and assertion functions work in later cells', async () => {
    await shown(
      "import assert from 'node:assert/strict';\nimport type { ParsedPath } from 'node:path';\nimport { type PathLike, existsSync } from 'node:fs';",
    );
    await shown('let value = 3 as number | string;');
    const cell =
      'const at: Partial<ParsedPath> = { base: "x" }; const p: PathLike = "."; assert(typeof value === "number"); value.toFixed(0)';
    expect(await shown(cell)).toBe('3');
  });

  test('the types of a cell that does not compile are not kept', async () => {
    await kernel.execute('interface Gone { n: number }\nconst wrong: string = 1;');
    expect(traceback(await kernel.execute('let g: Gone;'))).toContain("Cannot find name 'Gone'");
  });

  test('augmented modules and global declarations last', async () => {
    await shown(
      'declare global { interface Array<T> { second(): T | undefined } }\nArray.prototype.second = function () { return this[1]; };',
    );
    expect(await shown('[1, 2].second()')).toBe('2');
  });
});

test('what cells print and return is text that any program can read', async () => {
  const half = "'I love it 😀'.slice(0, 11)";
  const outcome = await kernel.execute(`console.log(${half}); ${half}`);
  expect(printed(outcome)).toBe('I love it \ufffd\n');
  expect(result(outcome)).toEqual({ 'text/plain': 'I love it \ufffd' });
  expect(await shown("'\\\\ud83d stays'")).toBe('\\ud83d stays');
});
