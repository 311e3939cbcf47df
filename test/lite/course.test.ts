import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildExercises } from '../../course/exercises/build';
import { gradeSubmissions } from '../../course/grading/submissions';
import { browserFiles } from '../../course/notebooks/browser';
import { escapeHtml } from '../../lib/html';
import { repositoryRoot } from '../../lib/repository';
import { buildCourse } from '../../lite/build-course';
import { addressOf, launchOffline, openProfile, type Profile } from '../../lite/prove/chromium';
import { type LessonRun, runLessons } from '../../lite/prove/lessons';
import { serveFolder, type WebServer } from '../../packages/web-server';

const ROOT = repositoryRoot();
const MISCONCEPTIONS = join(ROOT, 'test', 'exercises', 'misconceptions');

/** `npm run site -- --prove-lessons` runs all lessons. */
const LESSONS = ['01', '03', '14'];

/**
 * A worker in place of the kernel's. It checks answers, and returns the cards and their seconds.
 */
const KERNEL = `
  import { createRegistry } from './library/index.js';
  let files = {};
  let cards = [];
  const registry = createRegistry({
    base: new URL('./', import.meta.url).href,
    tslab: { display: { html: (text) => cards.push(text) } },
    print() {},
    inspect: String,
    files: { read: async (path) => files[path], async write() {} },
    compile: async (code, file) => {
      if (code.includes('}}}')) throw new SyntaxError(file + ':3: an expression is missing');
      return code;
    },
  });
  onmessage = async ({ data }) => {
    const graded = [];
    try {
      const load = async (path) => (await registry).loadModule('../course/' + path, 'notebooks');
      const { check } = await load('check');
      const { gradeInTab } = await load('grading/tab/grade');
      const { findExercises } = await load('exercises/catalog');
      for (const answer of data) {
        [files, cards] = [answer.files, []];
        const started = performance.now();
        if (answer.module) {
          const module = await (await registry).loadModule(answer.module, 'notebooks');
          cards.push(JSON.stringify(module));
        } else if (answer.limit) {
          const grade = await gradeInTab(findExercises([answer.exercise])[0], { seconds: answer.limit });
          cards.push(grade.message + ' (' + grade.place + ')' + grade.printed);
        } else await check(answer.exercise);
        graded.push({ card: cards.join(), seconds: (performance.now() - started) / 1000 });
      }
      postMessage(graded);
    } catch (error) {
      postMessage(String(error.stack));
    }
  };
`;

/** An answer, and the learner's files by path. */
interface Answer {
  exercise: string;
  /** Imports a module of the reader instead. */
  module?: string;
  /** Seconds after which it is stopped. Default: that of `check`. */
  limit?: number;
  files: Record<string, string>;
}

interface Graded {
  card: string;
  seconds: number;
}

const solution = (name: string) => readFileSync(join(ROOT, 'solutions', `${name}.ts`), 'utf8');
const answer = (name: string, code: string): Answer => ({
  exercise: name.slice(0, 2),
  files: { [`exercises/${name}.ts`]: code },
});

/** Answers may import others, as misconceptions import the solution. */
function misconception(name: string): Answer & { caught: string } {
  const [file = ''] = readdirSync(join(MISCONCEPTIONS, name)).sort();
  const code = readFileSync(join(MISCONCEPTIONS, name, file), 'utf8');
  const inFolder = code
    .replace(/'(\.\.\/)+solutions\//g, "'./solution-of-")
    .replace(/'(\.\.\/)+lib\//g, "'../lib/");
  const { files, exercise } = answer(name, inFolder);
  for (const [, other] of code.matchAll(/(?:\.\.\/)+solutions\/([^']+)'/g))
    files[`exercises/solution-of-${other}.ts`] = solution(other!);
  return { exercise, files, caught: /^\/\/ CAUGHT: (.+)$/m.exec(code)![1]! };
}

describe.skipIf(browserFiles().length === 0)('the course in a browser tab, without a network', () => {
  const built = buildExercises();
  const site = mkdtempSync(join(tmpdir(), 'tab-course-'));
  let server: WebServer;
  let browser: Browser;
  let profile: Profile;
  let page: Page;

  beforeAll(async () => {
    const folder = join(site, 'lite', 'course');
    await buildCourse(folder);
    writeFileSync(join(folder, 'kernel.js'), KERNEL);
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>A tab</title>');
    server = await serveFolder(site);
    browser = await launchOffline();
    const address = `${addressOf(server)}lite/course/`;
    profile = await openProfile(browser, address);
    page = await profile.context.newPage();
    await page.goto(address);
  }, 600_000);
  afterAll(async () => {
    try {
      await profile?.close(); // fails if something was asked of another host
    } finally {
      await browser?.close();
      server?.close();
      rmSync(site, { recursive: true });
    }
  });

  /** Returns the cards of answers, which are checked one after the other. */
  async function checked(answers: readonly Answer[]): Promise<Graded[]> {
    const graded = await page.evaluate(
      (wanted) =>
        new Promise<Graded[] | string>((resolve) => {
          const kernel = new Worker('kernel.js', { type: 'module' });
          Object.assign(globalThis, { kernel }); // Firefox ends workers to which nothing refers
          kernel.onmessage = ({ data }) => resolve(data);
          kernel.onerror = ({ message }) => resolve(message);
          kernel.postMessage(wanted);
        }),
      answers,
    );
    if (typeof graded === 'string') throw new Error(graded);
    return graded;
  }

  test('lessons run: the first one, one with word vectors, and one that trains', async () => {
    const runs: LessonRun[] = [];
    await runLessons(site, LESSONS, (run) => runs.push(run));
    expect(runs.map(({ name, failed }) => [name.slice(0, 2), failed])).toEqual(
      LESSONS.map((name) => [name, []]),
    );
  }, 600_000);

  test('every solution passes, no stub does, and misconceptions fail with their messages', async () => {
    const wrong = built.filter((_, n) => n % 4 === 0).map(({ exercise }) => misconception(exercise.name));
    const graded = await checked([
      ...built.map(({ exercise: { name } }) => answer(name, solution(name))),
      ...built.map(({ exercise: { name }, text }) => answer(name, `${text}\n// edited\n`)),
      ...wrong,
    ]);
    for (const [n, { exercise }] of built.entries()) {
      const [solved, stub] = [0, 1].map((part) => graded[part * built.length + n]!.card);
      expect.soft(solved, exercise.name).toContain(`All tests pass: ${exercise.points} of`);
      expect.soft(stub, exercise.name).toContain(exercise.bugHunt ? '✗ not yet' : '>not started<');
    }
    for (const [n, { exercise, caught }] of wrong.entries())
      expect.soft(graded[2 * built.length + n]!.card, exercise).toContain(escapeHtml(caught));
  }, 600_000);

  test('what an answer does wrong is said in words, with its line', async () => {
    const name = '01-majority-baseline';
    const head = '\n/** The answer. */\nexport function majorityBaseline() {\n';
    const [endless, waiting, thrown, notTypeScript, unknown, none, nameless, noError] = await checked([
      { ...answer(name, `${head}  for (;;);\n}`), limit: 1 },
      { ...answer(name, `await new Promise(() => {});${head}}`), limit: 1 },
      {
        ...answer(name, `${head}  console.log('so far', [1]);\n  return (undefined as any).label;\n}`),
        limit: 9,
      },
      answer(name, `${head}}}}`),
      answer(name, `import { hidden } from '../course/check';\n${head}return hidden; }`),
      { exercise: '01', files: {} },
      answer(name, 'export const baseline = 1;\n'),
      answer(name, `throw null;${head}}`),
    ]);
    expect(endless!.card).toContain('ran longer than 1 second: is there a loop that never ends?');
    expect(waiting!.card).toContain('waited longer than 1 second');
    expect(thrown!.card).toBe(
      "TypeError: Cannot read properties of undefined (reading 'label') (exercises/01-majority-baseline.ts:5)so far [ 1 ]",
    );
    expect(notTypeScript!.card).toContain('(exercises/01-majority-baseline.ts:3)');
    expect(unknown!.card).toContain('an answer cannot import ../course/check');
    expect(nameless!.card).toContain('exports no function majorityBaseline');
    expect(none!.card).toContain('not started');
    expect(noError!.card).toContain('throws something that is no error');
  }, 60_000);

  test('cells can import files of the reader, which import each other and the course', async () => {
    const files = {
      'notebooks/mine.ts': "import { double } from '../shared/double';\nexport const four = double(2);\n",
      'shared/double.ts': "export { tokenize } from '../lib/text';\nexport const double = (x) => 2 * x;\n",
    };
    const changed = { ...files, 'shared/double.ts': 'export const double = (x) => 3 * x;' };
    const [mine, again] = await checked([
      { exercise: '01', module: './mine', files },
      { exercise: '01', module: './mine', files: changed },
    ]);
    expect([mine!.card, again!.card]).toEqual(['{"four":4}', '{"four":6}']);
  }, 60_000);

  test('answers go to the grader as a zip archive, and come back', async () => {
    const exercises = built.map(({ exercise }) => exercise).slice(0, 2);
    const code = Object.fromEntries(
      exercises.map(({ name }) => [`exercises/${name}.ts`, `${solution(name)}// é\n`]),
    );
    // As text, because vitest would replace `import` in a function.
    const [bytes, again] = (await page.evaluate(`(async () => {
      const { zipAnswers, unzipAnswers } = await import('./library/answers.js');
      const files = ${JSON.stringify(code)};
      const archive = await zipAnswers(async (path) => files[path]);
      return [[...archive], unzipAnswers(archive)];
    })()`)) as [number[], Record<string, string>];
    expect(again).toEqual(code);
    const submissions = mkdtempSync(join(tmpdir(), 'submissions-'));
    writeFileSync(join(submissions, 'ada.zip'), Uint8Array.from(bytes));
    const [graded] = await gradeSubmissions(submissions, exercises.slice(0, 1));
    rmSync(submissions, { recursive: true });
    expect(graded).toMatchObject({ name: 'ada.zip', outcome: 'graded', grades: [{ status: 'done' }] });
  }, 120_000);
});
