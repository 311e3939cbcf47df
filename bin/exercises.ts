import { Command } from 'commander';
import { checkExercises, writeExercises } from '../course/exercises/build';
import { exercisesFolder } from '../course/exercises/catalog';
import { renumber } from '../course/exercises/renumber';
import { repositoryRoot } from '../lib/repository';
import { runCommand } from './command-line';
import { examples } from './help';
import { complain, tell } from './say';

interface Flags {
  check?: boolean;
  recorded?: boolean;
  force?: boolean;
  renumber?: boolean;
  out: string;
}

export function exercisesCommand(): Command {
  return new Command('npm run exercises --')
    .description('Writes the stubs in exercises/ from solutions/. Edited files are kept.')
    .option('--force', 'overwrite edited files too: the answers in them are lost')
    .option('--check', 'write nothing, and fail if a stub differs from its solution')
    .option(
      '--recorded',
      "with --check: compare the digests in exercises/catalogue.json, so that a learner's edits do not count",
    )
    .option(
      '--renumber',
      'first number the exercises in the order of their lessons: renames files and changes references',
    )
    .option('--out <folder>', 'the folder for the stubs', exercisesFolder())
    .addHelpText('after', examples('--check'))
    .action(main);
}

function main({ check, recorded, force, renumber: numbers, out }: Flags): void {
  if (check) {
    const faults = checkExercises(out, { recorded });
    for (const fault of faults) complain(fault);
    if (faults.length > 0) process.exitCode = 1;
    else tell('all stubs match their solutions');
    return;
  }
  if (numbers) for (const [from, to] of renumber(repositoryRoot())) tell(`${from} is now ${to}`);
  for (const { name, outcome } of writeExercises(out, { force })) tell(`${name}: ${outcome}`);
}

if (require.main === module) void runCommand(exercisesCommand());
