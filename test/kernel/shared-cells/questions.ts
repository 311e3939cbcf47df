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
