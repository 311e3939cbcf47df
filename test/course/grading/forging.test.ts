import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { failureOf } from '../../../course/grading/failure';
import { type Grade, grade, LIMITS } from '../../../course/grading/grade';
import { refusedCode } from '../../../course/grading/refusals';
import { refusedImport } from '../../../course/grading/refused-import';
import { sealed, unsealed } from '../../../course/grading/seal';
import { suspiciousCode } from '../../../course/grading/suspicious';
import { type AnswersFolder, answersFolder } from '../exercises/answers-folder';

const CLEANS = "export function cleanSentences() {\n  return 'clean';\n}\n";

/**
 * Answers that forge a pass, read what they must not, take too much memory, or hide their errors.
 */
const FORGERIES: Record<string, string> = {
  '01-majority-baseline': "new WebSocket('ws://127.0.0.1:9/');\nexport const majorityBaseline = 1;\n",
  '22-early-stopping':
    "export function trainWithEarlyStopping() {\n  throw { get message() { throw new Error('no'); }, toString() { for (;;); } };\n}\n",
  '11-cleaning': `JSON.stringify = () => 'the same';\n${CLEANS}`,
  '12-ids-and-padding':
    "import { afterEach } from 'vitest';\nafterEach(({ task }) => {\n  task.result = { state: 'pass' };\n});\n",
  '02-embedding-lookup':
    "import { tf } from '../lib/backend';\nexport const embeddingLookup = (vectors: tf.Tensor) => {\n  console.log('shape', vectors.shape);\n  return tf.ones([1, 3])\n    .add(tf.ones([7]));\n};\n",
  '10-lstm-step':
    "import { readFileSync } from 'node:fs';\nexport const lstmStep = () => {\n  throw new Error(readFileSync('solutions/10-lstm-step.ts', 'utf8'));\n};\n",
  '17-masked-mean':
    'export const maskedMean = () => {\n  throw new Error(Object.keys(process.env).join(" "));\n};\n',
  '15-batches-without-a-leak':
    'export function splitReviews() {\n  const kept: Uint8Array[] = [];\n  for (;;) kept.push(new Uint8Array(1e7).fill(1));\n}\nexport const batchesOf = splitReviews;\n',
};

let folder: AnswersFolder;
let grades: Map<string, Grade>;

beforeAll(async () => {
  process.env.A_TOKEN_OF_MINE = 'secret';
  folder = answersFolder();
  for (const [name, code] of Object.entries(FORGERIES)) folder.write(name, code);
  const results = await grade(findExercises(Object.keys(FORGERIES)), { folder: folder.path, megabytes: 600 });
  grades = new Map(results.map((result) => [result.exercise.name, result]));
}, 300_000);
afterAll(() => {
  delete process.env.A_TOKEN_OF_MINE;
  folder.remove();
});

describe('grade', () => {
  test.each([
    [
      'changes what the tests calculate with',
      '11-cleaning',
      /Cannot assign to read only property 'stringify'/,
    ],
    ['reaches for the test runner', '12-ids-and-padding', /padding\.ts:1: an answer cannot import vitest/],
    ['reads a solution', '10-lstm-step', /^the answer reads or writes files that it may not/],
    ['takes all memory', '15-batches-without-a-leak', /took more than 600 MB of memory/],
    ['opens a connection', '01-majority-baseline', /^an answer has no use for WebSocket: leave it out$/],
    ['throws a trap', '22-early-stopping', /^the answer throws something that is no error/],
  ])('an answer that %s fails with the reason', (_, name, message) => {
    expect(grades.get(name)).toMatchObject({ status: 'failing', points: 0 });
    expect(grades.get(name)?.message).toMatch(message);
  });

  test('an answer sees no private environment variables', () => {
    expect(grades.get('17-masked-mean')?.message).toContain('SENTIMENT_BACKEND');
    expect(grades.get('17-masked-mean')?.message).not.toMatch(/A_TOKEN_OF_MINE|ANSWER|HOME/);
  });

  test('an error inside tfjs is reported with the line of the answer and its output', () => {
    expect(grades.get('02-embedding-lookup')).toMatchObject({
      message: expect.stringContaining('could not be broadcast'),
      place: expect.stringMatching(/02-embedding-lookup\.ts:5$/),
      printed: 'shape [ 4, 3 ]',
    });
  });
});

describe('failureOf', () => {
  const passed = { title: 'a test', status: 'passed', message: '', printed: '' } as const;
  const report = { name: '11-cleaning', message: '', printed: '' };

  test('a report whose canary test passed or is missing counts as tampering', () => {
    const forged = failureOf(
      { ...report, tests: [passed, { ...passed, title: 'canary' }] },
      'a.ts',
      LIMITS,
      'canary',
    );
    expect(forged?.message).toMatch(/tampers with the tests/);
    expect(failureOf({ ...report, tests: [passed] }, 'a.ts', LIMITS, 'canary')?.message).toMatch(/tampers/);
  });

  test('a report whose canary test alone failed is a pass', () => {
    const tests = [passed, { ...passed, title: 'canary', status: 'failed' as const }];
    expect(failureOf({ ...report, tests }, 'a.ts', LIMITS, 'canary')).toBeUndefined();
  });
});

describe('rules for answers', () => {
  test.each(['../lib/backend', '../lib', './11-cleaning', 'node:path', 'fs'])(
    'an answer may import %s',
    (source) => expect(refusedImport(source)).toBeUndefined(),
  );

  test.each([
    ...['../solutions/11-cleaning', '../lib/../solutions/11-cleaning', '../course/grading/grade', 'vitest'],
    ...['node:child_process', 'worker_threads', '/etc/passwd', '../../other/exercises/11-cleaning'],
  ])('an answer must not import %s', (source) =>
    expect(refusedImport(source)).toMatch(/^an answer cannot import/),
  );

  test.each([
    ['const a = 1;\nrequire("node:fs");', '2: an answer has no use for require'],
    ["import * as threads from\n'node:worker_threads';", '1: an answer cannot import node:worker_threads'],
    ["export * from /* here */ 'vitest';", '1: an answer cannot import vitest'],
    ["const s = '/*';\nimport('vitest'); // */", '2: an answer has no use for import()'],
    ['const g = globalThis as never;', '1: an answer has no use for globalThis'],
    ["import threads = require('node:worker_threads');", '1: an answer cannot import node:worker_threads'],
    ['var require;\nconst fs = require("fs");', '1: an answer has no use for require'],
    ['require("fs");\nlet require;', '1: an answer has no use for require: leave it out, or rename it'],
    ['{\n  require("fs");\n  class require {}\n}', '2: an answer has no use for require'],
    ['declare function require(a: string): unknown;\nrequire("fs");', '1: an answer has no use for require'],
    ['function f(global: object) {}\nglobal;', '2: an answer has no use for global'],
    ['const f = (a = module.id) => {\n  const module = { id: 1 };\n};', '1: an answer has no use for module'],
    [
      'function f() {\n  switch (global) {\n    case 1: let global;\n  }\n}',
      '2: an answer has no use for global',
    ],
    ['function f() {\n  for (const global of []);\n  global;\n}', '3: an answer has no use for global'],
    ['class A {\n  [require("fs")](require: string) {}\n}', '2: an answer has no use for require'],
    ['enum E {\n  A = globalThis.x,\n}', '2: an answer has no use for globalThis'],
    ['declare global {\n  var y: 1;\n}\nglobal.y;', '4: an answer has no use for global'],
    ["tf.env()['global']['__vitest_worker__'];", '1: an answer has no use for __vitest_worker__'],
  ])('%j is refused by line', (code, refusal) => expect(refusedCode(code)).toContain(refusal));

  test.each([
    ["import type { TestCase } from 'vitest';\n"],
    ['const layer = { global: 1, require: 2 };\nlayer.global;\n'],
    ['// globalThis, require\nconst text = "import(x)";\n'],
    ['const n: = 1;'],
    ['function f() {\n  const global = new Map();\n  return global.size;\n}'],
    ['const f = (module: string, { require, ...global } = module, [globalThis]) => require + global;'],
    ['check();\nfunction require(right: boolean) {}\nfunction check() { require(true); }'],
    ['export function require() {}'],
    ['function f() {\n  for (const module of []) module;\n  try {} catch (global) { global; }\n}'],
    ['class A {\n  constructor(private module: string) {\n    module.trim();\n  }\n}'],
    ['declare global {\n  interface Array<T> {}\n}\ninterface A {\n  read(module: string): void;\n}'],
  ])('%j is allowed', (code) => expect(refusedCode(code)).toBeUndefined());

  test('suspiciousCode lists imports and globals that are not in the stub', () => {
    const code =
      "import { tf } from '../lib/backend';\n// prototype\nimport { clean } from '../lib/text';\nprocess.exit();\n";
    expect(suspiciousCode(code, "import { tf } from '../lib/backend';")).toEqual([
      'imports ../lib/text (line 3)',
      'process (line 4)',
    ]);
    const hidden =
      "const a = '/*'; process.exit(); const b = '*/';\nconst u = '//'; fetch(u);\n/* process */\n";
    expect(suspiciousCode(hidden, '')).toEqual(['process (line 1)', 'fetch (line 2)']);
  });
});

describe('sealed', () => {
  test('a sealed test is unreadable, and unsealed restores it', () => {
    const code = 'const expected = sigmoid(f) * c;\n';
    expect(sealed(code)).not.toContain('sigmoid');
    expect(unsealed(sealed(code))).toBe(code);
    expect(unsealed(sealed(code).replaceAll('\n', '\r\n'))).toBe(code);
    expect(unsealed(code)).toBe(code);
  });
});
