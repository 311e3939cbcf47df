import { Command } from 'commander';
import { findExercises, numberOf } from '../course/exercises/catalog';
import { oneMoreHint, solutionOf } from '../course/learn/hints';
import { runCommand } from './command-line';
import { tell } from './say';

const program = new Command('npm run hint')
  .description('Shows one more hint for an exercise, each time.')
  .argument('<exercise>', 'number or name of the exercise')
  .action(main);

function main(name: string): void {
  for (const exercise of findExercises([name])) {
    const hints = oneMoreHint(exercise);
    for (const [n, hint] of hints.entries()) tell(`${n + 1} of ${exercise.hints.length}: ${hint}`);
    if (hints.length < exercise.hints.length) continue;
    const more = solutionOf(exercise) ? ` For the solution: npm run solution ${numberOf(exercise)}` : '';
    tell(`\nThat was the last hint.${more}`);
  }
}

void runCommand(program);
