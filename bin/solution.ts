import { Command } from 'commander';
import { findExercises } from '../course/exercises/catalogue';
import { askForSolution } from '../course/learn/hints';
import { runCommand } from './command-line';

const program = new Command('npm run solution')
  .description('Show a solution: of an exercise that is done, or that is asked for a second time.')
  .argument('<exercise>', 'which, by number or name')
  .action(main);

function main(name: string): void {
  for (const exercise of findExercises([name])) {
    const answer = askForSolution(exercise, 'run this command again');
    console.log('solution' in answer ? answer.solution : answer.refused);
  }
}

void runCommand(program);
