import { Command } from 'commander';
import { findExercises, numberOf } from '../course/exercises/catalogue';
import { oneMoreHint, solutionOf } from '../course/learn/hints';
import { runCommand } from './command-line';

const program = new Command('npm run hint')
  .description('Give one hint more for an exercise, each time it is asked.')
  .argument('<exercise>', 'which, by number or name')
  .action(main);

function main(name: string): void {
  for (const exercise of findExercises([name])) {
    const hints = oneMoreHint(exercise);
    for (const [n, hint] of hints.entries()) console.log(`${n + 1} of ${exercise.hints.length}: ${hint}`);
    if (hints.length < exercise.hints.length) continue;
    const more = solutionOf(exercise) ? ` npm run solution ${numberOf(exercise)} asks for the solution.` : '';
    console.log(`\nThat was the last hint.${more}`);
  }
}

void runCommand(program);
