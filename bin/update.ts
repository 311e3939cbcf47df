import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { update } from '../course/update';
import { repositoryRoot } from '../lib/repository';
import { runCommand } from './command-line';
import { examples } from './help';
import { tell } from './say';

export function updateCommand(): Command {
  return new Command('npm run update --')
    .description('Updates this copy of the course. Your answers are kept.')
    .option('--no-setup', 'do not run the setup afterwards')
    .addHelpText('after', examples('--no-setup'))
    .action(main);
}

function main({ setup }: { setup: boolean }): void {
  const { commits, kept, answers, changed, moved, replaced } = update(repositoryRoot());
  if (commits === 0) {
    tell('This is the newest version.');
    return;
  }
  tell(`Updated: ${commits} ${commits === 1 ? 'change' : 'changes'}.`);
  if (answers.length > 0) tell(`Your answers are kept: ${answers.join(', ')}`);
  for (const [from, to] of moved) tell(`${from} is now ${to}, with your answer.`);
  for (const file of changed)
    tell(`${file}: the exercise has changed. npm run grade checks your answer again.`);
  for (const file of replaced) tell(`${file}: replaced by the new version.`);
  if (kept) tell(`Copies of your files from before: ${kept}`);
  if (setup)
    process.exitCode =
      spawnSync(process.execPath, [join('setup', 'run.cjs'), 'setup'], {
        cwd: repositoryRoot(),
        stdio: 'inherit',
      }).status ?? 1;
}

if (require.main === module) void runCommand(updateCommand());
