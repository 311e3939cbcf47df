import { Command } from 'commander';
import { findExercises } from '../course/exercises/catalog';
import { askForSolution } from '../course/learn/hints';
import { runCommand } from './command-line';
import { examples } from './help';
import { tell } from './say';

export function solutionCommand(): Command {
  return new Command('npm run solution --')
    .description('Shows the solution of an exercise, once it passes or if you ask a second time.')
    .argument('<exercise>', 'number or name of the exercise')
    .addHelpText('after', examples('05'))
    .action(main);
}

function main(name: string): void {
  for (const exercise of findExercises([name])) {
    const answer = askForSolution(exercise, 'run this command again');
    tell('solution' in answer ? answer.solution : answer.refused);
  }
}

if (require.main === module) void runCommand(solutionCommand());
