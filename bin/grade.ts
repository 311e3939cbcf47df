import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type Exercise, exercisesFolder, findExercises } from '../course/exercises/catalog';
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
  .description('Grades the exercises. The exit code is 0 only if all of them pass.')
  .argument('[exercises...]', 'exercises to grade, by number or name. Default: all')
  .option('--json', 'print the grades as JSON')
  .option('--seconds <count>', 'time limit per exercise', positiveInteger, LIMITS.seconds)
  .option('--megabytes <count>', 'memory limit per exercise', positiveInteger, LIMITS.megabytes)
  .option('--folder <folder>', 'the folder of the exercises', exercisesFolder())
  .option('--submissions <folder>', "grade a class: a folder that contains each student's copy or exercises/")
  .option(
    '--out <folder>',
    'with --submissions: the folder for grades.csv and grades.html. Default: that of the submissions',
  )
  .option(
    '--jobs <count>',
    'with --submissions: how many to grade in parallel. Default: the number of cores',
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

/** Grades a class. The exit code is 0 once all submissions are graded, whatever their grades. */
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
  console.error(`Grades saved in: ${join(out, 'grades.csv')}, ${join(out, 'grades.html')}`);
}

void runCommand(program);
