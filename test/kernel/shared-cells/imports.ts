import { fails, type SharedCase } from './cell';

export const IMPORTS: SharedCase[] = [
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
