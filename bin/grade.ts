import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Exercise, exercisesFolder, findExercises } from '../course/exercises/catalogue';
import { classCsv, classPage } from '../course/grading/class-report';
import { grade, LIMITS } from '../course/grading/grade';
import { gradeSubmissions } from '../course/grading/submissions';
import { gradesRecord, gradesTable, total } from '../course/grading/table';
import { rememberGrades } from '../course/learn/progress';
import { positiveInteger, runCommand } from './command-line';

interface Flags {
  json?: boolean;
  folder: string;
  seconds: number;
  megabytes: number;
  submissions?: string;
  out?: string;
  jobs?: number;
}

const program = new Command('npm run grade --')
  .description('Grade the answers in exercises/. Exits with 0 only if all that were asked for are done.')
  .argument('[exercises...]', 'which, by number or name; all where none is named')
  .option('--json', 'print the grades as JSON')
  .option('--seconds <count>', 'how long one answer may take', positiveInteger, LIMITS.seconds)
  .option('--megabytes <count>', 'how much memory one answer may take', positiveInteger, LIMITS.megabytes)
  .option('--folder <folder>', 'where the answers lie', exercisesFolder())
  .option(
    '--submissions <folder>',
    "grade a class instead: a folder with each student's copy or exercises/ in it",
  )
  .option(
    '--out <folder>',
    'with --submissions: where grades.csv and grades.html go; default: beside the submissions',
  )
  .option(
    '--jobs <count>',
    'with --submissions: how many at once; default: as many as there are cores',
    positiveInteger,
  )
  .action(main);

async function main(names: string[], flags: Flags): Promise<void> {
  const exercises = findExercises(names);
  if (flags.submissions) return gradeClass(exercises, flags.submissions, flags);
  const { json, folder, seconds, megabytes } = flags;
  const grades = await grade(exercises, { folder, seconds, megabytes });
  if (resolve(folder) === exercisesFolder()) rememberGrades(grades);
  console.log(json ? JSON.stringify(gradesRecord(grades), null, 2) : gradesTable(grades));
  if (grades.some(({ status }) => status !== 'done')) process.exitCode = 1;
}

/** Exits with 0 when all submissions were graded, whatever they are worth. */
async function gradeClass(exercises: Exercise[], home: string, flags: Flags): Promise<void> {
  const { seconds, megabytes, jobs, json, out = home } = flags;
  const graded = await gradeSubmissions(resolve(home), exercises, {
    seconds,
    megabytes,
    jobs,
    onGraded({ name, grades }, count, of) {
      const { points, of: most } = total(grades);
      console.error(`${count}/${of}  ${name}: ${points} of ${most} points`);
    },
  });
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, 'grades.csv'), classCsv(graded));
  writeFileSync(join(out, 'grades.html'), classPage(graded, new Date()));
  if (json)
    console.log(
      JSON.stringify(
        graded.map(({ name, grades, looks }) => ({ name, ...gradesRecord(grades), looks })),
        null,
        2,
      ),
    );
  console.error(`Written: ${join(out, 'grades.csv')}, ${join(out, 'grades.html')}`);
}

void runCommand(program);
