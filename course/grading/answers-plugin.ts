import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { refusedCode, refusedImport } from './refusals';
import { unsealed } from './seal';

/** What the tests of exercises are run with, as the environment names it to the test runner. */
interface AnswersPluginOptions {
  root: string;
  /** Where the answers lie. */
  answers: string;
  /**
   * The title of the test that must fail. Where it is set, answers are strangers: what they may import is limited,
   * and what the tests rely on is locked before an answer is loaded.
   */
  canary?: string;
}

/**
 * Returns the part of the test runner that stands between tests and answers. It works in the runner's process, out of
 * the answers' reach: opens sealed tests, resolves an answer's `../lib/...` to this repository's library wherever the
 * answer lies, refuses what answers have no use for, and adds to each test file a test that must fail, by which
 * forged results are known.
 */
export function answersPlugin({ root, answers, canary }: AnswersPluginOptions): Plugin {
  const folder = realpath(answers);
  const tests = join(realpath(root), 'test', 'exercises');
  const isAnswer = (id: string) => dirname(resolve(id)) === folder;
  const isTest = (id: string) => dirname(resolve(id)) === tests && id.endsWith('.test.ts');
  return {
    name: 'answers',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!importer || !isAnswer(importer)) return null;
      const refusal = canary && refusedImport(source);
      if (refusal) throw new Error(refusal);
      const inLibrary = /^\.\.\/(lib(?:\/.*)?)$/.exec(source)?.[1];
      return inLibrary ? this.resolve(join(root, inLibrary), join(tests, 'answers.ts')) : null;
    },
    load(id) {
      const file = id.replace(/\?.*$/, '');
      return isTest(file) ? unsealed(readFileSync(file, 'utf8')) : null;
    },
    transform(code, id) {
      if (!canary) return null;
      if (isAnswer(id)) {
        const refusal = refusedCode(code);
        if (refusal) throw new Error(`${basename(folder)}/${basename(id)}:${refusal}`);
      }
      if (!isTest(id)) return null;
      const locks = /from ['"](\.\/tensors|\.\.\/\.\.\/lib\/)/.test(code)
        ? ['locks', 'tensor-locks']
        : ['locks'];
      const first = locks.map((name) => `import './grading/${name}';`).join('');
      const last = `import { addCanary } from './grading/canary'; addCanary(${JSON.stringify(canary)});`;
      return { code: `${first}${code}\n${last}\n`, map: null };
    },
  };
}

/** Returns where a path leads; a folder that is not there yet leads nowhere else. */
function realpath(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}
