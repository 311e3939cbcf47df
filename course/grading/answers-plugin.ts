import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { canaryOf } from './canary';
import { lowerDecorators } from './lower-decorators';
import { refusedCode } from './refusals';
import { refusedImport } from './refused-import';
import { exerciseOf } from './reporter';
import { unsealed } from './seal';

interface AnswersPluginOptions {
  /** The root of the repository. */
  root: string;
  /** The folder with the answers. */
  answers: string;
  /**
   * The secret of the canaries, tests that must fail. It is set for answers that are not trusted.
   * For these the imports are limited, and the functions that the tests use are locked first.
   */
  canary?: string;
}

/**
 * Returns the Vite plugin that loads tests and answers. It runs in the main process of vitest,
 * which answers cannot reach. The plugin
 * - unseals sealed tests;
 * - resolves an answer's `../lib/...` to the library of this repository, wherever the answer is;
 * - refuses imports and names that answers have no use for;
 * - replaces decorators, which Node does not know;
 * - adds the canary to each test file, which reveals forged results.
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
      if (isAnswer(id)) {
        const refusal = canary && refusedCode(code);
        if (refusal) throw new Error(`${basename(folder)}/${basename(id)}:${refusal}`);
        return lowerDecorators(code, id);
      }
      if (!canary || !isTest(id)) return null;
      const locks = /from ['"](\.\/tensors|\.\.\/\.\.\/lib\/)/.test(code)
        ? ['locks', 'tensor-locks']
        : ['locks'];
      const first = locks.map((name) => `import './grading/${name}';`).join('');
      const last = `import { addCanary } from './grading/canary'; addCanary('${canaryOf(canary, exerciseOf(id))}');`;
      return { code: `${first}${code}\n${last}\n`, map: null };
    },
  };
}

/** Returns the path without symbolic links; a missing folder has none. */
function realpath(path: string): string {
  return existsSync(path) ? realpathSync(path) : resolve(path);
}
