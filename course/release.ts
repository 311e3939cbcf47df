import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { makeFolder } from '../lib/files/make-folder';
import { repositoryRoot } from '../lib/repository';
import { buildExercises } from './exercises/build';
import { sealed } from './grading/seal';

interface ReleaseOptions {
  /** Release the working tree with its uncommitted changes. */
  uncommitted?: boolean;
}

/** Files that only instructors have. Their workflow takes hours for each push. */
const INSTRUCTORS =
  /^(solutions\/|test\/exercises\/misconceptions\/|\.github\/workflows\/(test|publish|pages)\.yml$)/;
/** The workflow that grades a student's exercises, and where a copy has it. */
const [WORKFLOW, STUDENTS_WORKFLOW] = ['course/grading/github-workflow.yml', '.github/workflows/grade.yml'];
const INSTRUCTORS_SCRIPTS = ['exercises', 'release'];
/** Pages with a table of commands. */
const COMMAND_PAGES = ['README.md', 'docs/commands.md'];
const EXERCISE_TEST = /^test\/exercises\/[^/]+\.test\.ts$/;

/**
 * Writes a copy of this repository for students into a new or empty folder. The copy has no
 * solutions and no misconceptions, and no tests that need them. The exercises are stubs. Their
 * tests are sealed, because their reference code would give the solutions away. On GitHub, a
 * workflow grades the exercises.
 *
 * @returns the number of files
 * @throws if the folder is not empty, or there are uncommitted changes and `uncommitted` is not
 *   set
 */
export function release(out: string, { uncommitted = false }: ReleaseOptions = {}): number {
  const root = repositoryRoot();
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  if (existsSync(out) && (!statSync(out).isDirectory() || readdirSync(out).length > 0))
    throw new Error(`${out} is not an empty folder: name a new or an empty one`);
  const changed = git('status', '--porcelain', '--untracked-files=no').trimEnd();
  if (changed && !uncommitted)
    throw new Error(
      `not committed:\n${changed}\nCommit it, or release it anyway: npm run release -- --out ${out} --uncommitted`,
    );
  const files = git('ls-files', '-z', ...(uncommitted ? ['--cached', '--others', '--exclude-standard'] : []))
    .split('\0')
    .filter((file) => file && !INSTRUCTORS.test(file) && existsSync(join(root, file)));
  const stubs = new Map(
    buildExercises().map(({ exercise, text }) => [`exercises/${exercise.name}.ts`, text]),
  );
  const unusable = needingSolutions(files, root);
  let written = 0;
  for (const file of files) {
    const from = join(root, file);
    if (unusable.has(file)) continue;
    const to = join(out, file === WORKFLOW ? STUDENTS_WORKFLOW : file);
    makeFolder(dirname(to));
    const text = stubs.get(file) ?? forStudents(file, from);
    if (text === undefined) copyFileSync(from, to);
    else writeFileSync(to, text);
    written += 1;
  }
  return written;
}

/**
 * Returns the tests that read solutions, and so cannot pass without them, and the tests that
 * import one of these.
 */
function needingSolutions(files: readonly string[], root: string): Set<string> {
  const tests = files.filter((file) => /^test\/.*\.ts$/.test(file) && !EXERCISE_TEST.test(file));
  const texts = new Map(tests.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
  const found = new Set(tests.filter((file) => NEEDS_SOLUTIONS.test(texts.get(file)!)));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const [file, text] of texts)
      for (const [, source = ''] of text.matchAll(/from '(\.[^']*)'/g))
        if (found.has(`${posix.join(posix.dirname(file), source)}.ts`)) found.add(file);
  }
  return found;
}

const NEEDS_SOLUTIONS = /\bsolutions?\b.*['"`]|\bbuildExercises\b|exercises\/build'/;

/** Returns the text that students get instead of a file; undefined if they get the file itself. */
function forStudents(file: string, path: string): string | undefined {
  if (EXERCISE_TEST.test(file)) return sealed(readFileSync(path, 'utf8'));
  if (file === 'package.json') {
    const facts = JSON.parse(readFileSync(path, 'utf8')) as { scripts: Record<string, string> };
    for (const script of INSTRUCTORS_SCRIPTS) delete facts.scripts[script];
    return `${JSON.stringify(facts, null, 2)}\n`;
  }
  if (!COMMAND_PAGES.includes(file)) return undefined;
  const rows = INSTRUCTORS_SCRIPTS.map((script) => `| \`npm run ${script}`);
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => !rows.some((row) => line.startsWith(row))).join('\n');
}
