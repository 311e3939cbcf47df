import { basename, join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Exercise, exercisesFolder, findExercises } from '../course/exercises/catalog';
import { type ClassFiles, classFiles } from '../course/grading/class-files';
import { grade, LIMITS } from '../course/grading/grade';
import { filledGradebook, type Gradebook, readGradebook } from '../course/grading/gradebook';
import { FILLED, type GradedSubmission, gradeSubmissions, otherFiles } from '../course/grading/submissions';
import { gradesRecord, gradesTable, total } from '../course/grading/table';
import { rememberGrades } from '../course/learn/progress';
import { replaceFile } from '../lib/files/replace-file';
import { positiveInteger, runCommand } from './command-line';
import { gradeInUnits } from './grade-units';
import { examples } from './help';
import { complain, sayInColor } from './say';
import { stoppable } from './stop-signal';
import { addUnitsOptions, isDivided, requireFor, type UnitsChoice } from './units-options';
import { warnOfNetwork } from './warn-of-network';

interface Flags extends UnitsChoice {
  json?: boolean;
  folder: string;
  seconds: number;
  megabytes: number;
  submissions?: string;
  out?: string;
  gradebook?: string;
  column?: string;
  jobs?: number;
}

export function gradeCommand(): Command {
  const command = new Command('npm run grade --')
    .description('Grades the exercises. The exit code is 0 only if all of them pass.')
    .argument('[exercises...]', 'exercises to grade, by number or name (default: all)')
    .option('--seconds <number>', 'time limit per exercise', positiveInteger, LIMITS.seconds)
    .option('--megabytes <number>', 'memory limit per exercise', positiveInteger, LIMITS.megabytes)
    .option('--folder <folder>', 'the folder of the exercises', exercisesFolder())
    .option(
      '--submissions <folder>',
      "grade a class: a folder that contains each student's copy, exercises/ or zip archive",
    )
    .option(
      '--out <folder>',
      'with --submissions: the folder for grades.csv, grades.html and grades-feedback/ (default: that of the submissions)',
    )
    .option(
      '--gradebook <file>',
      'with --submissions: a CSV exported from Canvas or Moodle, of which a copy with the grades is saved',
    )
    .option('--column <title>', 'with --gradebook: the column for the grades')
    .option(
      '--jobs <number>',
      'with --submissions: how many to grade in parallel (default: one per core)',
      positiveInteger,
    )
    .option('--json', 'print the grades as JSON');
  return addUnitsOptions(command, '--submissions')
    .addHelpText('after', examples('05', '--submissions class --gradebook grades.csv'))
    .action(main);
}

async function main(names: string[], flags: Flags): Promise<void> {
  const exercises = findExercises(names);
  requireFor(flags, flags.submissions !== undefined, '--submissions: the folder of a class');
  if (flags.submissions) return gradeClass(exercises, flags.submissions, flags);
  const { json, folder, seconds, megabytes } = flags;
  const grades = await grade(exercises, { folder, seconds, megabytes });
  sayInColor(json ? JSON.stringify(gradesRecord(grades), null, 2) : gradesTable(grades));
  if (grades.some(({ status }) => status !== 'done')) process.exitCode = 1;
  // Last, so that the grades are shown even where they cannot be stored.
  if (resolve(folder) === exercisesFolder()) rememberGrades(grades);
}

/**
 * Grades a class. The exit code is 0 once all submissions are graded, whatever their grades, and 1
 * if one is empty, cannot be read or could not be graded.
 */
async function gradeClass(exercises: Exercise[], home: string, flags: Flags): Promise<void> {
  const { seconds, megabytes, jobs, out = home, gradebook, column } = flags;
  // Before the class is graded: a wrong file should not be noticed only at the end.
  const book = gradebook === undefined ? undefined : await readGradebook(gradebook);
  if (book) filledGradebook(book, [], column);
  if (book && book.encoding !== 'UTF-8')
    complain(`${gradebook} is read as ${book.encoding}. The copy with the grades will be UTF-8.`);
  if (!flags.merge && flags.redis === undefined) warnOfNetwork();
  if (isDivided(flags)) {
    const divided = await gradeInUnits(home, exercises, { ...flags, out });
    if (!divided) return;
    const files = classFiles(out);
    for (const submission of divided) files.add(submission);
    await files.finish(divided);
    return report(divided, home, files, flags, book);
  }
  const files = classFiles(out);
  const soFar: GradedSubmission[] = [];
  const onGraded = (submission: GradedSubmission, n: number, of: number) => {
    complain(`${n}/${of}  ${lineOf(submission)}`);
    soFar.push(submission);
    files.add(submission);
  };
  const work = (signal: AbortSignal) =>
    gradeSubmissions(resolve(home), exercises, { seconds, megabytes, jobs, out, signal, onGraded });
  const graded = await stoppable(work, async () => {
    await files.finish(soFar);
    return `Stopped after ${soFar.length} submissions. Run the same command to continue.`;
  });
  await files.finish(graded);
  await report(graded, home, files, flags, book);
}

/** Prints what became of the submissions, and fills in the gradebook. */
async function report(
  graded: readonly GradedSubmission[],
  home: string,
  files: ClassFiles,
  { json, out = home, column }: Flags,
  book?: Gradebook,
): Promise<void> {
  if (json)
    sayInColor(
      JSON.stringify(
        graded.map(({ grades, tested: _, ...rest }) => ({ ...rest, ...gradesRecord(grades) })),
        null,
        2,
      ),
    );
  for (const line of summary(graded)) complain(line);
  const others = otherFiles(resolve(home));
  if (others.length > 0) complain(`  no submissions: ${others.join(', ')}`);
  const saved = [...files.paths];
  if (book) {
    const { text, unmatched } = filledGradebook(book, graded, column);
    const path = join(out, `${FILLED}${basename(book.file)}`);
    await replaceFile(path, text);
    saved.push(path);
    for (const name of unmatched) complain(`not in ${book.file}: ${name}`);
  }
  complain(`Grades saved in: ${saved.join(', ')}`);
  if (graded.some(({ outcome }) => outcome !== 'graded')) process.exitCode = 1;
}

function lineOf({ name, outcome, grades, tested }: GradedSubmission): string {
  const { points, of } = total(grades);
  if (outcome !== 'graded') return `${name}: ${outcome}`;
  return `${name}: ${points} of ${of} points${tested === 0 ? ' (unchanged)' : ''}`;
}

/** Returns how many submissions were graded, and a line for each one that needs attention. */
function summary(graded: readonly GradedSubmission[]): string[] {
  const count = graded.filter(({ outcome }) => outcome === 'graded').length;
  const noted = graded.filter(({ outcome, notes }) => outcome !== 'graded' || notes.length > 0);
  return [
    `\n${count} of ${graded.length} submissions graded.`,
    ...noted.map(({ name, outcome, notes }) => `  ${outcome.padEnd(10)}  ${name}: ${notes.join('; ')}`),
  ];
}

if (require.main === module) void runCommand(gradeCommand());
