import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildExercises } from '../../../course/exercises/build';
import { solutionOf } from '../../../course/learn/hints';

const built = buildExercises();
const stubs = new Map(built.map(({ exercise, text }) => [exercise.name, text]));
const right = new Map(built.map(({ exercise }) => [exercise.name, solutionOf(exercise)!]));
const CLEANING = '01-cleaning';
const cleaning = (body: string) => `export function cleanSentences(text: string): string {\n${body}\n}\n`;

/** The submission of each student: answers by the name of their file. */
export const STUDENTS: Record<string, Map<string, string>> = {
  right,
  untouched: stubs,
  half: new Map([...stubs, ...[...right].slice(0, Math.floor(right.size / 2))]),
  'endless loop': new Map([...right, [CLEANING, cleaning('  for (;;);')]]),
  'memory hog': new Map([
    ...right,
    [CLEANING, cleaning('  const kept = [];\n  for (;;) kept.push(new Uint8Array(1e7).fill(1));')],
  ]),
  'process exit': new Map([...right, [CLEANING, `process.exit(0);\n${cleaning('  return text;')}`]]),
  'own tests': new Map([...right, [CLEANING, cleaning('  return text;')]]),
  forger: new Map([
    ...right,
    [
      CLEANING,
      `import { afterEach } from 'vitest';\nafterEach(({ task }) => {\n  task.result = { state: 'pass' };\n});\n${cleaning('  return text;')}`,
    ],
  ]),
  'quiet forger': new Map([
    ...right,
    [CLEANING, `JSON.stringify = () => 'the same';\n${cleaning('  return text;')}`],
  ]),
  'no TypeScript': new Map([...right, [CLEANING, 'export function cleanSentences( {\n']]),
};

/** Writes a class into a folder. The student `own tests` has tests that cannot fail. */
export function writeClass(home: string, names = Object.keys(STUDENTS)): void {
  for (const name of names) {
    const folder = join(home, name, 'exercises');
    mkdirSync(folder, { recursive: true });
    for (const [file, code] of STUDENTS[name]!) writeFileSync(join(folder, `${file}.ts`), code);
    if (name !== 'own tests') continue;
    const tests = join(home, name, 'test', 'exercises');
    mkdirSync(tests, { recursive: true });
    writeFileSync(
      join(tests, `${CLEANING}.test.ts`),
      "import { test } from 'vitest';\ntest('all is well', () => {});\n",
    );
  }
}

/** `tsx test/course/grading/class.ts FOLDER` writes the whole class, to grade it by hand. */
if (require.main === module) writeClass(process.argv[2]!);
