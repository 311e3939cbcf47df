import { Command } from 'commander';
import { checkExercises, writeExercises } from '../course/exercises/build';
import { exercisesFolder } from '../course/exercises/catalogue';
import { runCommand } from './command-line';

interface Flags {
  check?: boolean;
  recorded?: boolean;
  force?: boolean;
  out: string;
}

const program = new Command('npm run exercises --')
  .description('Write the stubs in exercises/ from solutions/. Files that have been edited are kept.')
  .option('--force', 'overwrite edited files too: answers in them are lost')
  .option('--check', 'write nothing, and fail where a stub is not what its solution gives')
  .option(
    '--recorded',
    "with --check: trust what exercises/catalogue.json recorded, so that a learner's edits do not count",
  )
  .option('--out <folder>', 'where the stubs go', exercisesFolder())
  .action(main);

function main({ check, recorded, force, out }: Flags): void {
  if (check) {
    const faults = checkExercises(out, { recorded });
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) process.exitCode = 1;
    else console.log('the exercises are what their solutions give');
    return;
  }
  for (const { name, outcome } of writeExercises(out, { force })) console.log(`${name}: ${outcome}`);
}

void runCommand(program);
