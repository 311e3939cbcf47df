/**
 * What cells mean, as data: the kernel in Node and the one in a browser tab must agree on each of
 * these. The cells of a case run one after the other, and all cases in one notebook.
 */

/** A cell and what comes of it. A cell without an `error` must not fail. */
export interface SharedCell {
  code: string;
  /** The result as text; undefined if it is not looked at. */
  result?: string;
  /** TypeScript modules that are written before it runs. */
  files?: Record<string, string>;
  /** All that the cell prints to stdout. */
  prints?: string;
  /** The name and the message of the error: `TypeError: ...`. */
  error?: string;
  /**
   * A part of the traceback, in which `[n]` is the number of the cell, and `[n-1]` the one before.
   */
  traceback?: string;
  /** What the reader types into input boxes. */
  types?: readonly string[];
  /**
   * A part of what appears on stderr below the cell after it has ended. The next cell waits for it.
   */
  later?: string;
}

/** Cells that show one rule. */
export interface SharedCase {
  rule: string;
  cells: SharedCell[];
  /** TypeScript modules beside the notebook. */
  files?: Record<string, string>;
}

/** A case whose last cell has a result, and whose other cells only run. */
function shows(rule: string, ...codesAndResult: string[]): SharedCase {
  const result = codesAndResult.at(-1)!;
  const codes = codesAndResult.slice(0, -1);
  const last = codes.length - 1;
  return { rule, cells: codes.map((code, index) => (index === last ? { code, result } : { code })) };
}

/** A case whose last cell fails, and whose other cells only run. */
function fails(rule: string, ...codesAndError: string[]): SharedCase {
  const error = codesAndError.at(-1)!;
  const codes = codesAndError.slice(0, -1);
  const last = codes.length - 1;
  return { rule, cells: codes.map((code, index) => (index === last ? { code, error } : { code })) };
}

const VARIABLES: SharedCase[] = [
  shows(
    'a function of an earlier cell sees what a later cell assigns',
    'let rate = 0.1;\nfunction step() { return rate; }',
    'rate = 0.01; step()',
    '0.01',
  ),
  shows(
    'a later cell sees what a function of an earlier cell assigns',
    'let n = 0; const bump = () => ++n;',
    'n = 100; bump()',
    'n',
    '101',
  ),
  shows(
    'functions of earlier cells see a variable that is declared again',
    'let size = 1; const twice = () => 2 * size;',
    'let size = 50;',
    'twice()',
    '100',
  ),
  shows(
    'functions of earlier cells see a class that is declared again',
    'class Unit { n = 1 } const make = () => new Unit().n;',
    'class Unit { n = 2 }',
    'make()',
    '2',
  ),
  shows(
    'a later cell ends a loop of an earlier one by a variable',
    'let stop = false; let rounds = 0;\nvoid (async () => { while (!stop) { rounds += 1; await new Promise((go) => setTimeout(go, 1)); } })();',
    'stop = true;',
    'await new Promise((go) => setTimeout(go, 20)); const before = rounds;',
    'await new Promise((go) => setTimeout(go, 20)); rounds === before',
    'true',
  ),
  shows(
    'every kind of declaration can be declared again, as another kind and type',
    'const x = 1;',
    'let x = "a";',
    'var x = [1];',
    'function x() { return 1; }',
    'class x {}',
    'enum x { A }',
    'namespace x { export const y = 1; }',
    'const { x } = { x: 2 };',
    'const [x = 3] = [] as number[];',
    'const x = 4;',
    'x.toFixed(1)',
    '4.0',
  ),
  shows(
    'an enum that is declared again has only its new members',
    'enum Color { Red, Blue }',
    'enum Color { Green }',
    'Object.keys(Color)',
    "[ '0', 'Green' ]",
  ),
  shows(
    'assignments of all forms change the variable',
    'let a = 1, b = 2; const seen = () => [a, b];',
    '[a, b] = [b, a]; a += 10; b++; ({ a: b } = { a: b * 2 }); seen()',
    '[ 12, 4 ]',
  ),
  shows(
    'the variable of a loop can be one of an earlier cell',
    'for (a of [7]); for (b = 0; b < 3; b++); seen()',
    '[ 7, 3 ]',
  ),
  shows(
    '`var` in a block belongs to the cell',
    'for (var v = 0; v < 2; v++) { var w = v; }',
    '[v, w]',
    '[ 2, 1 ]',
  ),
  fails(
    '`let` in a block belongs to the block',
    '{ let inside = 1; void inside; }',
    'inside',
    "CompileError: Cannot find name 'inside'.",
  ),
  shows(
    'inner scopes hide a variable, and shorthands, methods and labels are no references',
    'const m = 1;',
    'const f = (m: number) => { { const m = 5; void m; } return { m, n: { m() { return 3; } } }; };',
    'm: for (;;) { break m; }\n[f(2).m, f(2).n.m(), ((o: { m: number }) => o.m)({ m }), [9].map((m) => m)[0]]',
    '[ 2, 3, 1, 9 ]',
  ),
  shows(
    'functions and classes get their names, and a call gets no `this`',
    'const arrow = () => 1; const K = class {}; function who(this: unknown) { return this; }',
    '[arrow.name, K.name, who()]',
    "[ 'arrow', 'K', undefined ]",
  ),
  fails(
    'a variable cannot be read before it has a value',
    'const early = () => later1; early(); const later1 = 1;',
    "ReferenceError: Cannot access 'later1' before initialization",
  ),
  fails(
    'a constant cannot be assigned',
    'const fixed = 1;',
    'fixed = 2;',
    "CompileError: Cannot assign to 'fixed' because it is a constant.",
  ),
  shows(
    'a property key in a destructuring pattern is not mistaken for a variable of an earlier cell',
    'const lists = [{ name: "a", numbers: [1] }];',
    'String({ at: lists.map(({ numbers: [one] }) => one) });',
    '[object Object]',
  ),
  shows(
    'shorthand properties read variables of earlier cells',
    'let units = 64; let speed = 0.1;',
    'const config = { units, speed }; config',
    '{ units: 64, speed: 0.1 }',
  ),
  shows(
    'shorthand patterns assign variables of earlier cells',
    '({ units, speed = 0.5 } = { units: 32 } as { units: number; speed?: number });',
    '[units, speed]',
    '[ 32, 0.5 ]',
  ),
  shows(
    'names of the kernel are names like others',
    'let host = 1, tick = 2, $$host = 4, $n = 5;',
    '[host, tick, $$host, $n]',
    '[ 1, 2, 4, 5 ]',
  ),
  shows(
    'each round of a loop has its own variable, for closures',
    'const readers: (() => number)[] = [];\nfor (let i = 0; i < 3; i++) readers.push(() => i);',
    'readers.map((read) => read())',
    '[ 0, 1, 2 ]',
  ),
  shows(
    'a counter keeps its own state',
    'function counter() { let count = 0; return () => ++count; }\nconst one = counter(), two = counter();',
    'one(); one(); [one(), two()]',
    '[ 3, 1 ]',
  ),
  shows(
    '`this`, `arguments` and `super` of inner functions are their own',
    'class Base { n = 2; sum(...more: number[]) { return this.n + more.length; } }\nclass Sub extends Base { override sum() { const inner = () => super.sum(...arguments); return inner(); } }\n(new Sub() as Base).sum(7, 8)',
    '4',
  ),
];

const AWAIT: SharedCase[] = [
  shows(
    'a cell may use top-level await, and later cells see what it declares',
    'const later = await new Promise<number>((resolve) => setTimeout(resolve, 5, 41));',
    'later + 1',
    '42',
  ),
  shows('`await` in an expression', 'await Promise.all([1, Promise.resolve(2)])', '[ 1, 2 ]'),
  shows('for await', 'let sum = 0; for await (const x of [Promise.resolve(7), 1]) sum += x; sum', '8'),
  shows(
    'an asynchronous generator',
    'async function* words() { yield "not"; yield "bad"; }\nconst heard: string[] = [];\nfor await (const word of words()) heard.push(word);\nheard',
    "[ 'not', 'bad' ]",
  ),
  shows('a promise that is not awaited is shown as one', 'Promise.resolve(1)', 'Promise { 1 }'),
  fails(
    'an unawaited rejection fails the cell that caused it',
    'Promise.reject(new Error("unawaited")); 1',
    'Error: unawaited',
  ),
  fails(
    'an error in a timer fails the cell that is still waiting',
    'await new Promise((resolve) => setTimeout(() => { throw new Error("in a timer"); }, 10));',
    'Error: in a timer',
  ),
  {
    rule: 'what was done before a failed `await` stays',
    cells: [
      {
        code: 'let done = 0; done = 1; await Promise.reject(new TypeError("no")); done = 2;',
        error: 'TypeError: no',
      },
      { code: 'done', result: '1' },
    ],
  },
];

/** What a cell leaves behind, and what it asks. */
const EVENTS: SharedCase[] = [
  {
    rule: 'a promise that rejects after its cell has ended is told, though it was the result',
    cells: [
      {
        code: 'new Promise((_, no) => setTimeout(no, 1000, new Error("later")))',
        result: 'Promise { <pending> }',
        later: 'Error: later',
      },
      {
        code: '1',
        error: 'Error: later',
        traceback: 'After cell [n-1] had ended, what it started failed:\nError: later',
      },
      { code: '2', result: '2' },
    ],
  },
  {
    rule: 'a promise that later cells wait for is theirs to handle',
    cells: [
      {
        code: 'let no = () => {};\nconst failing = new Promise<string>((_, reject) => { no = () => reject(new Error("caught")); });\nfailing',
        result: 'Promise { <pending> }',
      },
      { code: 'setTimeout(no, 5); await failing.catch((error: Error) => error.message)', result: 'caught' },
      {
        code: 'const again = new Promise<string>((_, reject) => { no = () => reject(new Error("again")); });\nagain',
        result: 'Promise { <pending> }',
      },
      {
        code: 'setTimeout(no, 5);\nlet message = "";\ntry { await again; } catch (error) { message = (error as Error).message; }\nmessage',
        result: 'again',
      },
    ],
  },
  shows(
    'a rejection that the cell has handled does not fail it',
    'const handled = Promise.reject(3); handled.catch(() => {}); handled',
    'Promise { <rejected> 3 }',
  ),
  {
    rule: 'two questions at once get their own answers',
    cells: [
      {
        code: 'await Promise.all([prompt("first?"), prompt("second?")])',
        types: ['one', 'two'],
        result: "[ 'one', 'two' ]",
      },
    ],
  },
  {
    rule: 'what a cell of before prints after an `await` belongs to that cell',
    cells: [
      {
        code: 'let go = () => {};\nconst gate = new Promise<void>((resolve) => { go = resolve; });\nvoid (async () => { await gate; await null; console.error("from before"); })();',
        result: '',
      },
      {
        code: 'go(); await new Promise((then) => setTimeout(then, 20)); console.log("mine");',
        prints: 'mine\n',
      },
    ],
  },
];

const FAILURES: SharedCase[] = [
  {
    rule: 'the traceback holds only lines of the cell',
    cells: [
      {
        code: 'const half = (n: number) => {\n  interface Unused { n: number }\n  throw new RangeError("odd: " + n);\n};\n\nhalf(3);',
        error: 'RangeError: odd: 3',
        traceback: 'RangeError: odd: 3\n    at half (cell [n]:3:9)\n    at cell [n]:6:1',
      },
    ],
  },
  {
    rule: 'the traceback names the cells of all functions',
    cells: [
      { code: '\nfunction outer(inner: () => void) {\n  inner();\n}' },
      {
        code: 'outer(() => {\n  throw new Error("deep");\n});',
        error: 'Error: deep',
        traceback: ':2:9\n    at outer (cell [n-1]:3:3)\n    at cell [n]:1:1',
      },
    ],
  },
  {
    rule: 'the traceback names the line after an `await`',
    cells: [
      {
        code: 'interface Padding { n: number }\nawait Promise.resolve();\n\nthrow new Error("awaited");',
        error: 'Error: awaited',
        traceback: 'at cell [n]:4:7',
      },
    ],
  },
  {
    rule: 'the stack of a caught error that is printed names the lines of the cell',
    cells: [
      {
        code: 'try {\n  throw new Error("caught");\n} catch (error) {\n  console.log((error as Error).stack?.split("\\n").length);\n}',
        prints: '2\n',
      },
    ],
  },
  {
    rule: 'every compiler error is shown with its line, and nothing runs',
    cells: [
      {
        code: 'console.log("ran");\nconst n: number = "one";\nn.foo;',
        prints: '',
        error: "CompileError: Type 'string' is not assignable to type 'number'.",
        traceback:
          "cell [n]:2:7 - Type 'string' is not assignable to type 'number'.\n" +
          '    const n: number = "one";\n          ~\n' +
          "cell [n]:3:3 - Property 'foo' does not exist on type 'number'.\n    n.foo;\n      ~~~",
      },
    ],
  },
  {
    rule: 'the first message is about what is wrong',
    cells: [
      {
        code: 'let x: = 1',
        error: 'CompileError: Type expected.',
        traceback: 'cell [n]:1:8 - Type expected.\n    let x: = 1\n',
      },
    ],
  },
  fails('a thrown value that is not an Error is shown', 'throw { code: 3 };', 'Thrown: { code: 3 }'),
  {
    rule: 'an error has the name of its class and its properties',
    cells: [
      {
        code: 'class NoData extends Error { file = "a.csv"; }\nthrow new NoData("empty");',
        error: 'NoData: empty',
        traceback: "NoData: empty\n    at cell [n]:2:7 {\n  file: 'a.csv'\n}",
      },
    ],
  },
  {
    rule: 'later cells see what a failed cell declared before the error, and nothing after it',
    cells: [
      {
        code: 'const model = { units: 64 };\nfunction ofModel() { return model.units; }\nthrow new Error("x");\nconst missing = 1;',
        error: 'Error: x',
      },
      { code: 'model.units + ofModel()', result: '128' },
      { code: 'missing', error: "CompileError: Cannot find name 'missing'." },
      { code: 'model.units', result: '64' },
    ],
  },
  {
    rule: 'a failed cell keeps the values and types that its variables had before',
    cells: [
      { code: 'let best: number | undefined;\nconst kept = "trained";\nvar pace = 0.5;' },
      { code: 'throw new Error("x");\nlet best = "later";', error: 'Error: x' },
      { code: 'best = 3; best', result: '3' },
      { code: 'const kept = (() => { throw new Error("stopped"); })() as number;', error: 'Error: stopped' },
      { code: 'kept.toUpperCase()', result: 'TRAINED' },
      { code: 'throw new Error("x");\nvar pace = "slow";', error: 'Error: x' },
      { code: 'pace.toFixed(2)', result: '0.50' },
    ],
  },
  {
    rule: 'commands of IPython get an answer',
    cells: [
      {
        code: '%timeit 1 + 1',
        error: 'CompileError: Expression expected.',
        traceback: 'commands of IPython',
      },
    ],
  },
  {
    rule: 'names that no cell has declared yet get an answer',
    cells: [
      {
        code: '[...wordsAbove, ...wordsAbove, countAbove].map((word) => word)',
        error: "CompileError: Cannot find name 'wordsAbove'.",
        traceback:
          'If the cells above declare `wordsAbove`, `countAbove`, run them first: Run > Run All Above Selected Cell.',
      },
    ],
  },
  {
    rule: 'names of web pages get an answer',
    cells: [
      {
        code: '// @ts-nocheck\ndocument.title',
        error: 'ReferenceError: document is not defined',
        traceback: 'so there is no `document`',
      },
    ],
  },
];

const TYPES: SharedCase[] = [
  shows(
    'types, generic types and enums are kept',
    'interface Pair<T> { left: T; right: T }\ntype Id = string | number;\nenum Level { Low, High }',
    'const pair: Pair<Id> = { left: 1, right: "b" }; pair.left === 1 && Level.High',
    '1',
  ),
  {
    rule: 'a type that only a cell knows is kept',
    cells: [
      { code: 'function token() { interface Token { text: string } return { text: "a" } as Token; }' },
      { code: 'token().text.length', result: '1' },
      { code: 'token().nope', error: "CompileError: Property 'nope' does not exist on type 'Token'." },
    ],
  },
  {
    rule: 'a variable of an earlier cell is narrowed, and has its declared type in the next cell',
    cells: [
      { code: 'let most: number | undefined;' },
      { code: 'most = 3; most.toFixed(1)', result: '3.0' },
      { code: 'most.toFixed(1)', error: "CompileError: 'most' is possibly 'undefined'." },
    ],
  },
  shows(
    'a variable without type and value may get any value in later cells',
    'let anything;',
    'anything = 5; anything.toFixed(1)',
    'anything.toFixed(2)',
    '5.00',
  ),
  {
    rule: 'the types of a cell that does not compile are not kept',
    cells: [
      {
        code: 'interface Gone { n: number }\nconst wrong: string = 1;',
        error: "CompileError: Type 'number' is not assignable to type 'string'.",
      },
      { code: 'let g: Gone;', error: "CompileError: Cannot find name 'Gone'." },
    ],
  },
  shows(
    'global declarations last',
    'declare global { interface Array<T> { second(): T | undefined } }\nArray.prototype.second = function () { return this[1]; };',
    '[1, 2].second()',
    '2',
  ),
  shows('a comment switches the checks off', '// @ts-nocheck\nconst n: number = "text"; n', 'text'),
  {
    rule: '`export` in front of every declaration',
    cells: [
      {
        code: 'export function tokens() { return 3; }\nexport class C {}\nexport const k = 1, l = 2;\nexport enum E { A }\nexport interface I { n: number }\nexport type T = I;\nlet z = 5;\nexport { z as renamed };',
      },
      { code: 'const i: T = { n: tokens() + k + l + z + E.A }; i.n', result: '11' },
    ],
  },
];

const MODERN: SharedCase[] = [
  shows(
    'methods of arrays since 2023',
    '[[3, 1, 2].toSorted(), [1, 2].findLast((x) => x < 2), [1].with(0, 5)]',
    '[ [ 1, 2, 3 ], 1, [ 5 ] ]',
  ),
  shows(
    'using, in a block',
    'const log: string[] = [];\n{ using one = { [Symbol.dispose]() { log.push("closed"); } }; log.push("open"); }\nlog',
    "[ 'open', 'closed' ]",
  ),
  shows('using, at the top', 'using two = { n: 4, [Symbol.dispose]() { this.n = 0; } };\ntwo.n', '4'),
  shows(
    'standard decorators',
    'function doubled(method: () => number, _: ClassMethodDecoratorContext) { return () => 2 * method(); }\nclass D { @doubled one() { return 1; } }\nnew D().one()',
    '2',
  ),
  shows(
    'a private field of an inner class',
    'const inner = () => class { #x = 1; private y = 2; sum() { return this.#x + this.y; } };\nnew (inner())().sum()',
    '3',
  ),
  shows(
    'parameter properties and class fields',
    'class Point { doubled = () => this.x * 2; constructor(private readonly x: number) {} }\nnew Point(4).doubled()',
    '8',
  ),
  shows(
    'satisfies, const type parameters and BigInt',
    'const id = <const T,>(x: T) => x;\nid([2n ** 64n] satisfies bigint[])',
    '[ 18446744073709551616n ]',
  ),
  shows(
    'namespaces with values',
    'namespace Sizes { export const small = 16; export const large = small * 4; }',
    'Sizes.large',
    '64',
  ),
];

const VALUES: SharedCase[] = [
  shows('the last expression is the result', 'const unused = 1;\n[1, 2].map((x) => x / 2);', '[ 0.5, 1 ]'),
  { rule: 'a declaration has no result', cells: [{ code: 'const nothing = 1;', result: '' }] },
  { rule: '`undefined` is no result', cells: [{ code: 'undefined', result: '' }] },
  shows('null is a result', 'null', 'null'),
  shows('an object literal in parentheses', '({ a: 1, b: { c: [2] } })', '{ a: 1, b: { c: [ 2 ] } }'),
  shows('a text has no quotes', "'good'", 'good'),
  shows('export default', 'export default 5', '5'),
  shows('a function', '() => 1', '[Function (anonymous)]'),
  shows(
    'the text of a function is that of the cell',
    'let share = 2; const scaled = (x: number) => share * x; String(scaled)',
    '(x) => share * x',
  ),
  shows(
    'the text of a function has all that the cell has, and nothing else',
    'const told = async (names: unknown[]) => {\n  for (const name of names) if (await scaled(1)) names.push("$$share.v", await name, ...[share].map(async (s) => ({ s, share, got: await s })));\n};\nString(told).replace(/\\s+/g, " ").replace(/; (?=})/g, "; ")',
    'async (names) => { for (const name of names) if (await scaled(1)) names.push("$$share.v", await name, ...[share].map(async (s) => ({ s, share, got: await s }))); }',
  ),
  shows(
    'maps, sets, typed arrays and classes',
    'class Vector { constructor(readonly x: number) {} }\n[new Map([["a", 1]]), new Set([1]), new Float32Array([0.5]), new Vector(1), Symbol("s")]',
    "[\n  Map(1) { 'a' => 1 },\n  Set(1) { 1 },\n  Float32Array(1) [ 0.5 ],\n  Vector { x: 1 },\n  Symbol(s)\n]",
  ),
  shows(
    'long and deep values are cut as Node cuts them',
    '[Array.from({ length: 120 }, () => 0).length, { a: { b: { c: { d: 1 } } } }]',
    '[ 120, { a: { b: [Object] } } ]',
  ),
  {
    rule: '`console` prints as Node does',
    cells: [
      {
        code: 'console.log("%s has %d tokens", "review", 3, { rest: true });\nconsole.info([1.5, "a"], "b", null);\nconsole.log();',
        prints: "review has 3 tokens { rest: true }\n[ 1.5, 'a' ] b null\n\n",
      },
    ],
  },
  {
    rule: 'strings and comments that look like imports stay unchanged',
    cells: [
      {
        code: "// import { x } from './nowhere'\nconsole.log(`import './nowhere' from '../lib/x'`);",
        prints: "import './nowhere' from '../lib/x'\n",
      },
    ],
  },
  shows('half of an emoji is shown as U+FFFD', "'I love it 😀'.slice(0, 11)", 'I love it \ufffd'),
  shows(
    'an object may show itself',
    "({ [Symbol.for('Jupyter.display')]() { return { 'text/plain': 'itself' }; } })",
    'itself',
  ),
  shows(
    'a value that cannot be shown does not fail the cell',
    "({ [Symbol.for('Jupyter.display')]() { throw new Error('no'); } })",
    '[a value that cannot be shown: no]',
  ),
];

const IMPORTS: SharedCase[] = [
  {
    rule: 'an import is live, and cannot be assigned',
    files: { 'counter.ts': 'export let count = 0;\nexport const add = () => { count += 1; };' },
    cells: [
      { code: "import { count, add } from './counter';" },
      { code: 'add(); add(); count', result: '2' },
      { code: 'count = 2;', error: "CompileError: Cannot assign to 'count' because it is an import." },
    ],
  },
  {
    rule: 'default, namespace and renamed imports',
    files: { 'shapes.ts': 'export default (n: number) => n * n;\nexport const sides = 4;' },
    cells: [
      {
        code: "import area, * as shapes from './shapes';\nimport { sides as edges } from './shapes';\n[area(3), shapes.sides, edges]",
        result: '[ 9, 4, 4 ]',
      },
      { code: 'const closure = () => area(2) + edges; closure()', result: '8' },
    ],
  },
  {
    rule: '`import()` gives the whole module',
    files: { 'lazy.ts': 'export const lazy = 7;' },
    cells: [{ code: "const { lazy } = await import('./lazy'); lazy", result: '7' }],
  },
  {
    rule: 'later cells know the types of values that came from an imported module',
    files: {
      'square.ts':
        'export interface Square { side: number }\nexport const square = (side: number): Square => ({ side });',
    },
    cells: [
      { code: "import { square, type Square } from './square'; const squares: Square[] = [square(2)];" },
      { code: 'squares.map(({ side }) => side * side)', result: '[ 4 ]' },
      { code: 'squares[0].edge', error: "CompileError: Property 'edge' does not exist on type 'Square'." },
    ],
  },
  {
    rule: 'modules may import each other, by names with `.js`, and from a folder',
    files: {
      'figures/index.ts': "export { corners } from './square.js';\nexport const figures = () => ['square'];",
      'figures/square.ts':
        "import { figures } from '.';\nexport const corners = () => figures()[0] + ' has 4';",
    },
    cells: [
      { code: "import { corners } from './figures';\ncorners()", result: 'square has 4' },
      { code: "import { corners as same } from './figures/square.js';\nsame === corners", result: 'true' },
    ],
  },
  {
    rule: 'a module that was changed is loaded anew, and so are those that import it',
    cells: [
      {
        files: {
          'inner.ts': 'export const word = "old";',
          'outer.ts': "import { word } from './inner';\nexport const said = () => 'said ' + word;",
        },
        code: "import { said } from './outer'; said()",
        result: 'said old',
      },
      {
        files: { 'inner.ts': 'export const word = "something new";' },
        code: "import { said } from './outer'; said()",
        result: 'said something new',
      },
    ],
  },
  {
    rule: 'a module may have data, load others later, and display something',
    files: {
      'numbers.json': '{ "n": 3 }',
      'shown.ts':
        "import numbers from './numbers.json';\nimport { display } from 'tslab';\n// require('child_process') is only a comment\nexport const shown = async () => {\n  const { word } = await import('./inner');\n  display.text(word);\n  return numbers.n;\n};",
    },
    cells: [{ code: "import { shown } from './shown'; await shown()", result: '3' }],
  },
  {
    rule: 'a type error in a module is shown with its line',
    files: { 'typed.ts': 'export const fine = 1;\nexport const wrong: string = 2;\n' },
    cells: [
      {
        code: "import { fine } from './typed'; fine",
        error: "CompileError: Type 'number' is not assignable to type 'string'.",
        traceback:
          "typed.ts:2:14 - Type 'number' is not assignable to type 'string'.\n    export const wrong: string = 2;\n                 ~~~~~",
      },
    ],
  },
  fails(
    'a module that is missing',
    "import { x } from './nowhere';",
    "CompileError: Cannot find module './nowhere' or its corresponding type declarations.",
  ),
];

/** All cases, in the order in which they run. */
export const SHARED_CASES: SharedCase[] = [
  ...VARIABLES,
  ...AWAIT,
  ...EVENTS,
  ...FAILURES,
  ...TYPES,
  ...MODERN,
  ...VALUES,
  ...IMPORTS,
];

/** A cell that is stopped. */
export interface SharedStop {
  rule: string;
  /** It prints `begun`, and then goes on for ever. */
  code: string;
  files?: Record<string, string>;
  /** What comes of later cells. Without them, only that variables are kept. */
  after?: SharedCell[];
}

/** Runs before the first of `SHARED_STOPS`. */
export const BEFORE_STOPS =
  "const kept = 'kept'; let steps = 0; const sleep = (ms: number) => new Promise<void>((go) => setTimeout(go, ms));";

const SPIN = {
  'spin.ts':
    'export function spin() { for (;;) {} }\nexport const twice = (n: number): number => (n ? twice(n - 1) + twice(n - 1) : 1);',
};

/** Does not go on while a later cell runs. */
const STAYS: SharedCell[] = [
  { code: 'const before = steps; await sleep(2000); [before > 0, steps - before]', result: '[ true, 0 ]' },
];

/** Cells that the reader stops. */
export const SHARED_STOPS: SharedStop[] = [
  { rule: 'a loop that never awaits', code: "console.log('begun'); while (true) {}" },
  { rule: 'such a loop after an `await`', code: "console.log('begun');\nawait null;\nfor (;;);" },
  {
    rule: 'a loop that awaits what is there already',
    code: "console.log('begun'); do await null; while (true)",
  },
  {
    rule: 'a loop that waits',
    code: "console.log('begun'); for (;;) { steps += 1; await sleep(5); }",
  },
  {
    rule: 'a cell that waits for what never comes',
    code: "console.log('begun'); await new Promise(() => {});",
  },
  {
    rule: 'a loop in a timer',
    code: "console.log('begun'); setTimeout(() => { for (;;) {} }, 1);\nawait sleep(5);",
  },
  {
    rule: 'a loop that catches its errors',
    code: "console.log('begun'); for (;;) { try { for (;;) {} } catch {} }",
  },
  {
    rule: 'a function that calls itself',
    code: "console.log('begun'); const f = (n: number): number => (n ? f(n - 1) + f(n - 1) : 1); f(60)",
  },
  {
    rule: 'a promise that follows itself',
    code: "console.log('begun'); const chain = (): Promise<void> => Promise.resolve().then(() => chain());\nawait chain();",
  },
  {
    rule: 'an asynchronous function that calls itself after what is there already',
    code: "console.log('begun'); const next = async (): Promise<void> => { await null; return next(); };\nawait next();",
  },
  {
    rule: 'a microtask that queues itself',
    code: "console.log('begun'); const again = () => queueMicrotask(again);\nagain();",
  },
  {
    rule: 'a loop in a module of the reader',
    files: SPIN,
    code: "import { spin } from './spin';\nconsole.log('begun'); spin();",
  },
  {
    rule: 'a recursion in a module of the reader',
    files: SPIN,
    code: "import { twice } from './spin';\nconsole.log('begun'); twice(60);",
  },
  {
    rule: 'a loop whose rounds are long does not go on when a later cell runs',
    code: "console.log('begun'); for (;;) { steps += 1; await sleep(1500); }",
    after: STAYS,
  },
  {
    rule: 'asynchronous calls do not go on when a later cell runs',
    code: "const call = async () => { steps += 1; await sleep(1500); await call(); };\nconsole.log('begun'); await call();",
    after: STAYS,
  },
  {
    rule: 'a `finally` may clean up',
    code: "let cleaned = 0;\nconst clean = async () => { await sleep(5); cleaned += 1; };\nconsole.log('begun'); try { for (;;) await sleep(5); } finally { await clean(); }",
    after: [{ code: 'cleaned', result: '1' }],
  },
];

/** A request of an editor. */
export interface SharedQuestion {
  rule: string;
  request: 'complete' | 'inspect' | 'is_complete';
  /** The code, with ‸ at the cursor. */
  code: string;
  /** Parts of the reply. */
  reply: Record<string, unknown>;
}

/** Runs before the first of `SHARED_QUESTIONS`. */
export const BEFORE_QUESTIONS = 'const learningRate = 0.1; const learned = ["a"];';

const complete = (rule: string, code: string, ...matches: string[]): SharedQuestion => ({
  rule,
  request: 'complete',
  code,
  reply: { status: 'ok', matches },
});

const isComplete = (status: string, codes: string[]): SharedQuestion[] =>
  codes.map((code) => ({
    rule: `${JSON.stringify(code)} is ${status}`,
    request: 'is_complete',
    code: `${code}‸`,
    reply: { status },
  }));

/** What editors ask. */
export const SHARED_QUESTIONS: SharedQuestion[] = [
  complete('variables of earlier cells are completed', 'learn‸', 'learned', 'learningRate'),
  complete('also in a template', '`${learni‸', 'learningRate'),
  complete('members are completed after an emoji', "'😀'; learned.findLas‸", 'findLast', 'findLastIndex'),
  complete('in the middle of a line', 'const sum = learningR‸ + 1;', 'learningRate'),
  complete('names of the kernel are not completed', '__cell‸'),
  complete('what must be imported first is not completed', 'tensor2‸'),
  {
    rule: 'inspection shows type and documentation',
    request: 'inspect',
    code: '/** How fast. */\nfunction speed(of: string): number { return of.length; }\nsp‸eed("a")',
    reply: { found: true },
  },
  { rule: 'of nothing, nothing is shown', request: 'inspect', code: ' ‸', reply: { found: false } },
  ...isComplete('incomplete', ['for (;;) {', 'class A {', 'f(1,', 'const s = `a', '/* open', 'const x =']),
  ...isComplete('complete', [
    '1 + 1',
    'const x: = 1',
    'interface A { n: number }',
    'await f()',
    'for (;;) {\n\n',
  ]),
  {
    rule: 'the next line is indented',
    request: 'is_complete',
    code: '  if (true) {‸',
    reply: { status: 'incomplete', indent: '    ' },
  },
];

/** Returns the content of a question's request. */
export function contentOf({ code }: SharedQuestion): { code: string; cursor_pos: number } {
  return { code: code.replace('‸', ''), cursor_pos: Array.from(code).indexOf('‸') };
}

/** What came of a cell. */
export interface SharedOutcome {
  number: number;
  result?: string | undefined;
  printed: string;
  error?: string | undefined;
  traceback: string;
}

/** Returns what is wrong with the outcome of a cell; nothing if it is as it must be. */
export function faultsOf(cell: SharedCell, outcome: SharedOutcome): string[] {
  const numbered = (text: string) =>
    text.replaceAll('[n]', `[${outcome.number}]`).replaceAll('[n-1]', `[${outcome.number - 1}]`);
  const faults: string[] = [];
  const expect = (what: string, found: string, wanted: string, isRight = found === wanted) => {
    if (!isRight)
      faults.push(`${cell.code}\n${what}: ${JSON.stringify(found)}\nwanted: ${JSON.stringify(wanted)}`);
  };
  expect('error', outcome.error ?? '', cell.error ?? '');
  if (cell.result !== undefined) expect('result', outcome.result ?? '', cell.result);
  if (cell.prints !== undefined) expect('printed', outcome.printed, cell.prints);
  const wanted = numbered(cell.traceback ?? '');
  expect('traceback', outcome.traceback, wanted, outcome.traceback.includes(wanted));
  return faults;
}
