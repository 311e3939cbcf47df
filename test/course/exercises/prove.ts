import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Exercise } from '../../../course/exercises/catalog';
import { type Grade, gradeOf, LIMITS } from '../../../course/grading/grade';
import { ANSWERS_CONFIG, reportLines } from '../../../course/grading/run-tests';
import { repositoryRoot } from '../../../lib/repository';
import { answersFolder } from './answers-folder';

/** An answer that is known to end: it needs neither limits nor a process of its own. */
export interface KnownAnswer {
  exercise: Exercise;
  /** The file with the answer. */
  file: string;
}

const root = repositoryRoot();
const posix = (path: string) => path.replaceAll('\\', '/');

/**
 * Grades many answers, several for one exercise, in one process. For each answer there is a copy of
 * the tests of its exercise that imports the answer in place of the solution.
 *
 * @returns the grades in the order of the answers
 * @throws if vitest does not run to its end, with its output
 */
export function gradeKnownAnswers(answers: readonly KnownAnswer[]): Grade[] {
  const folder = answersFolder();
  try {
    const tests = join(folder.path, 'tests');
    mkdirSync(tests);
    for (const [n, { exercise, file }] of answers.entries()) {
      const code = readFileSync(join(root, 'test', 'exercises', `${exercise.name}.test.ts`), 'utf8')
        .replace(`'../../solutions/${exercise.name}'`, `'${posix(file).replace(/\.ts$/, '')}'`)
        .replace(/(from ')\.\//g, `$1${posix(root)}/test/exercises/`)
        .replace(/(from ')\.\.\/\.\.\//g, `$1${posix(root)}/`);
      writeFileSync(join(tests, `${n}.test.ts`), code);
    }
    const report = join(folder.path, 'report.jsonl');
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [
        join(root, 'node_modules', 'vitest', 'vitest.mjs'),
        ...['run', '--config', ANSWERS_CONFIG, '--no-cache', '--no-isolate', '--maxWorkers=1'],
      ],
      {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, ANSWER_REPORT: report, ANSWER_TESTS: `${posix(tests)}/*.test.ts` },
      },
    );
    const lines = reportLines(report);
    if (!lines.some((line) => 'finished' in line)) throw new Error(`${stdout}\n${stderr}`);
    const reports = new Map(
      lines.flatMap((line) => ('ended' in line ? [[line.ended.name, line.ended]] : [])),
    );
    return answers.map(({ exercise, file }, n) => {
      const found = reports.get(String(n));
      const files = found ? [{ ...found, name: exercise.name }] : [];
      return gradeOf(exercise, { files }, posix(file), LIMITS);
    });
  } finally {
    folder.remove();
  }
}
