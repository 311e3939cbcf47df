import { resolve } from 'node:path';
import { Command } from 'commander';
import { release } from '../course/release';
import { runCommand } from './command-line';
import { examples } from './help';
import { tell } from './say';

interface Flags {
  out: string;
  uncommitted?: boolean;
}

export function releaseCommand(): Command {
  return new Command('npm run release --')
    .description(
      'Writes a copy of this repository for students: without solutions, and with sealed exercise tests.',
    )
    .requiredOption('--out <folder>', 'a new folder')
    .option('--uncommitted', 'copy the working tree, including uncommitted changes')
    .addHelpText('after', examples('--out ../course-for-students'))
    .action(({ out, uncommitted }: Flags) => {
      const files = release(resolve(out), { uncommitted });
      tell(`${files} files in ${out}. Try it as a student would: npm start, npm run learn.`);
    });
}

if (require.main === module) void runCommand(releaseCommand());
