import { Command } from 'commander';
import { findExercises, numberOf } from '../course/exercises/catalog';
import { functionsOf, hintsFor, oneMoreHint, solutionOf } from '../course/learn/hints';
import { runCommand } from './command-line';
import { examples } from './help';
import { tell } from './say';

export function hintCommand(): Command {
  return new Command('npm run hint --')
    .description('Shows one more hint for an exercise, each time.')
    .argument('<exercise>', 'number or name of the exercise')
    .argument('[function]', 'the function that you want a hint for (default: all, in order)')
    .addHelpText('after', examples('05'))
    .action(main);
}

function main(name: string, about?: string): void {
  for (const exercise of findExercises([name])) {
    const number = numberOf(exercise);
    const hints = oneMoreHint(exercise, about);
    const all = hintsFor(exercise, about);
    for (const hint of hints) tell(`${all.indexOf(hint) + 1} of ${all.length}: ${hint}`);
    const others = functionsOf(exercise).filter((other) => other !== about);
    if (hints.length < all.length) {
      if (!about && others.length > 0)
        tell(`\nFor one function only: npm run hint ${number} ${others.at(-1)}`);
      continue;
    }
    const more = solutionOf(exercise) ? ` For the solution: npm run solution ${number}` : '';
    tell(`\nThat was the last hint${about ? ` for ${about}` : ''}.${more}`);
  }
}

if (require.main === module) void runCommand(hintCommand());
