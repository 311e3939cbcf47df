import { type SharedCase, shows } from './cell';

export const TYPES: SharedCase[] = [
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

export const MODERN: SharedCase[] = [
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
    'the name of a class with a decorator means the decorated class inside, too',
    'function tagged(C: any, _: any): any { return class extends C { tag = 1; }; }\n@tagged class Tag { static made = 0; static make() { Tag.made += 1; return new Tag(); } self() { return Tag; } }\n[(Tag.make() as any).tag, new Tag().self() === Tag, Tag.made, Tag.name]',
    "[ 1, true, 1, '' ]",
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
