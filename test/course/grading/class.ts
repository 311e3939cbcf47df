import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildExercises } from '../../../course/exercises/build';
import { solutionOf } from '../../../course/learn/hints';
import { zipOf } from '../../datasets/archives';

const built = buildExercises();
const nameOf = (title: string) => built.map(({ exercise }) => exercise.name).find((n) => n.endsWith(title))!;
const solution = (name: string) =>
  solutionOf(built.find(({ exercise }) => exercise.name === name)!.exercise)!;

/** The exercises that the class is graded in. */
export const [CLEANING, IDS, ERRORS] = ['-cleaning', '-ids-and-padding', '-accuracy-and-its-error'].map(
  nameOf,
) as [string, string, string];

const cleaning = (body: string) => `export function cleanSentences(text: string): string {\n${body}\n}\n`;
const ids = (body: string) =>
  `export const PADDING = 0;\nexport function tokenIds(): number[] {\n${body}\n}\n`;
const right = { [CLEANING]: solution(CLEANING), [IDS]: solution(IDS), [ERRORS]: solution(ERRORS) };

/** What students of a class hand in: answers by the name of their file. */
export const STUDENTS: Record<string, Record<string, string>> = {
  right,
  untouched: Object.fromEntries(
    built.filter(({ exercise }) => exercise.name in right).map(({ exercise, text }) => [exercise.name, text]),
  ),
  endless: {
    [CLEANING]: cleaning('  for (;;);'),
    [IDS]: 'await new Promise(() => {});\n',
    [ERRORS]: right[ERRORS]!,
  },
  ends: {
    [CLEANING]: `process.exit(0);\n${cleaning('  return text;')}`,
    [IDS]: `(process as never as { reallyExit(code: number): void }).reallyExit(0);\n${ids('  return [];')}`,
    [ERRORS]: right[ERRORS]!,
  },
  'own tests': {
    ...right,
    [CLEANING]: `await fetch('http://127.0.0.1:9/');\n${cleaning('  return text;')}`,
    [IDS]: ids('  return [];'),
  },
};

/** Writes the answers of students into folders `NAME/exercises`. */
export function writeClass(home: string, names = Object.keys(STUDENTS)): void {
  for (const name of names) writeAnswers(join(home, name, 'exercises'), STUDENTS[name]!);
  if (!names.includes('own tests')) return;
  const tests = join(home, 'own tests', 'test', 'exercises');
  mkdirSync(tests, { recursive: true });
  writeFileSync(
    join(tests, `${IDS}.test.ts`),
    "import { test } from 'vitest';\ntest('all is well', () => {});\n",
  );
}

/** Writes answers into a folder. */
export function writeAnswers(folder: string, answers: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true });
  for (const [file, code] of Object.entries(answers)) writeFileSync(join(folder, `${file}.ts`), code);
}

/** Writes folders and archives that are not as they should be, and hold right answers or none. */
export function writeOddSubmissions(home: string): void {
  writeAnswers(join(home, 'nested', 'me', 'sentiment-lab-main', 'Exercises'), {
    [CLEANING.toUpperCase()]: right[CLEANING]!,
  });
  mkdirSync(join(home, 'empty'));
  symlinkSync(join(home, 'nested'), join(home, 'linked'), 'junction');
  writeFileSync(join(home, 'notes.txt'), 'mine\n');
  writeFileSync(join(home, 'packed.rar'), 'Rar!');
  writeFileSync(join(home, 'broken.zip'), 'PK');
  writeFileSync(join(home, 'slip.zip'), zipOf({ '../../exercises/x.ts': '', [`e/${CLEANING}.ts`]: '' }));
  writeFileSync(
    join(home, 'zipped.zip'),
    zipOf({
      [`lab-main/exercises/${CLEANING}.ts`]: right[CLEANING]!,
      [`lab-main/exercises/${IDS}.ts`]: 'x'.repeat(1.1e6),
    }),
  );
  const odd = join(home, '=HYPERLINK(1)');
  mkdirSync(join(odd, `${IDS}.ts`), { recursive: true });
  symlinkSync(join(home, 'notes.txt'), join(odd, `${CLEANING}.ts`));
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(odd, `${ERRORS}.ts`)]);
}
