import { resolve } from 'node:path';
import { Command } from 'commander';
import { release } from '../course/release';
import { runCommand } from './command-line';

interface Flags {
  out: string;
  uncommitted?: boolean;
}

const program = new Command('npm run release --')
  .description('Write a copy of this repository for students: no solutions, the tests of exercises sealed.')
  .requiredOption('--out <folder>', 'where it goes: a new folder')
  .option('--uncommitted', 'release the working tree as it is')
  .action(({ out, uncommitted }: Flags) => {
    const files = release(resolve(out), { uncommitted });
    console.log(`${files} files in ${out}. Try it as a student would: npm start, npm run learn.`);
  });

void runCommand(program);
