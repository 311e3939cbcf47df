import { fails, type SharedCase } from './cell';

export const FAILURES: SharedCase[] = [
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
  fails('also with a stack of its own', "throw { stack: 'fake' };", "Thrown: { stack: 'fake' }"),
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
    rule: 'a destructuring that fails half-way changes no variable',
    cells: [
      { code: 'let half1 = 1;' },
      {
        code: 'const whole = 2, { half1, half2 = (() => { throw new Error("mid"); })() } = { half1: "text" } as { half1: string; half2?: number };',
        error: 'Error: mid',
      },
      { code: 'half1.toFixed(1) + whole', result: '1.02' },
      { code: 'half2', error: "CompileError: Cannot find name 'half2'." },
      {
        code: 'const { half1, ...half2 } = await Promise.resolve({ half1: 3, n: 4 });\n[half1, half2]',
        result: '[ 3, { n: 4 } ]',
      },
    ],
  },
  {
    rule: 'a failed cell with `using` keeps what it declared before the error, and nothing after it',
    cells: [
      {
        code: 'using closing = { n: 1, [Symbol.dispose]() {} };\nconst reached = closing.n;\nif (reached) throw new Error("x");\nconst unreached: number[] = [1];',
        error: 'Error: x',
      },
      { code: 'reached', result: '1' },
      { code: 'unreached', error: "CompileError: Cannot find name 'unreached'." },
      {
        code: 'using closing2 = { [Symbol.dispose]() {} };\nlet waits: number | undefined;\nconst none = waits;\nwaits = reached;\nclass Hoisted {}',
        result: '',
      },
      { code: '[none, waits, new Hoisted()]', result: '[ undefined, 1, Hoisted {} ]' },
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
    rule: 'a type error after a class was declared again names the cells and what to do',
    cells: [
      { code: 'class Net { w = 1 }\nfunction useNet(n: Net) { return n.w; }' },
      { code: 'class Net { w = "text"; extra() { return 1; } }' },
      {
        code: 'useNet(new Net());',
        error:
          "CompileError: Argument of type 'cell [n-1].Net' is not assignable to parameter of type 'cell [n-2].Net'.",
        traceback: '`Net` was declared again.',
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
