import { type SharedCase, shows } from './cell';

export const VALUES: SharedCase[] = [
  shows('the last expression is the result', 'const unused = 1;\n[1, 2].map((x) => x / 2);', '[ 0.5, 1 ]'),
  { rule: 'a declaration has no result', cells: [{ code: 'const nothing = 1;', result: '' }] },
  shows('a constant at the end is the result', 'let accuracy = 0.93; accuracy;\nNaN', 'NaN'),
  shows('with semicolons and a comment behind it', 'accuracy;\n-1 as number;; // the end;', '-1'),
  shows('a constant alone is a result', 'typeof 1', 'number'),
  shows('a text that looks like a comment', "accuracy;\n'a;//b'", 'a;//b'),
  { rule: '`void 0` after a value is no result', cells: [{ code: 'accuracy;\nvoid 0', result: '' }] },
  { rule: '`undefined` is no result', cells: [{ code: 'undefined', result: '' }] },
  shows('null is a result', 'null', 'null'),
  shows('an object literal in parentheses', '({ a: 1, b: { c: [2] } })', '{ a: 1, b: { c: [ 2 ] } }'),
  shows('a text has no quotes', "'good'", 'good'),
  shows('export default', 'export default 5', '5'),
  shows(
    'export default of what has no name, before other code',
    'export default function () { return 3; }\nconst afterDefault = 4;',
    'export default class {}\n[afterDefault]',
    'export default { a: 1 };\n[afterDefault]',
    '[ 4 ]',
  ),
  {
    rule: 'a class with decorators has no result',
    cells: [
      { code: 'const same = <T>(given: T, _: unknown): any => given;', result: '' },
      { code: 'class Decorated { @same one() { return 1; } }', result: '' },
      { code: '@same class Decorated2 { accessor two = 2; @same accessor three = 3; }', result: '' },
      { code: 'class Accessing { accessor two = 2; }', result: '' },
    ],
  },
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
