import { Command } from 'commander';
import { exercisesFolder, findExercises } from '../lib/course/exercises/catalogue';
import { grade } from '../lib/course/grading/grade';
import { gradesRecord, gradesTable } from '../lib/course/grading/table';
import { positiveInteger, runCommand } from './command-line';

interface Flags {
  json?: boolean;
  folder: string;
  seconds: number;
}

const program = new Command('npm run grade --')
  .description('Grade the answers in exercises/. Exits with 0 only if all that were asked for are done.')
  .argument('[exercises...]', 'which, by number or name; all where none is named')
  .option('--json', 'print the grades as JSON')
  .option('--seconds <count>', 'how long one answer may take', positiveInteger, 20)
  .option('--folder <folder>', 'where the answers lie', exercisesFolder())
  .action(main);

async function main(names: string[], { json, folder, seconds }: Flags): Promise<void> {
  const grades = await grade(findExercises(names), { folder, seconds });
  console.log(json ? JSON.stringify(gradesRecord(grades), null, 2) : gradesTable(grades));
  if (grades.some(({ status }) => status !== 'done')) process.exitCode = 1;
}

void runCommand(program);
