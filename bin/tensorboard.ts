import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { defaultsOf, type FlagsOf, integer, text } from '../experiments/runs/flags';
import { runCommand } from './command-line';
import { examples } from './help';
import { addFlags, givenFlags, underscored } from './options';
import { servePython } from './python';

type TensorboardValues = { summaries_dir: string; port: number };

const flags: FlagsOf<TensorboardValues> = {
  summaries_dir: text({
    default: 'logs',
    fromEnvironment: () => process.env.SENTIMENT_SUMMARIES,
    placeholder: '<folder>',
    help: 'the folder of TensorBoard summaries, as in train',
  }),
  port: integer({
    default: 6006,
    atLeast: 0,
    atMost: 65_535,
    help: 'the port, on this machine only; 0: any free port',
  }),
};

export function tensorboardCommand(): Command {
  const program = new Command('npm run -s tensorboard --').description(
    'Opens TensorBoard on the curves and weights of training runs. Ctrl-C ends it.',
  );
  return addFlags(program, flags)
    .addHelpText('after', examples('--port 6007'))
    .action(async () => {
      const { summaries_dir, port } = {
        ...defaultsOf(flags),
        ...(givenFlags(program, flags) as Partial<TensorboardValues>),
      };
      if (!existsSync(summaries_dir))
        throw new Error(`${summaries_dir} does not exist: train a model first (npm run -s train)`);
      await servePython(tensorboardArguments(resolve(summaries_dir), port));
    });
}

/** Returns Python's arguments. TensorBoard listens on this machine only, and sends no data. */
function tensorboardArguments(folder: string, port: number): string[] {
  const flags = [
    `--logdir=${folder}`,
    '--host=127.0.0.1',
    `--port=${port}`,
    '--reload_interval=5',
    '--load_fast=false',
  ];
  return ['-m', 'tensorboard.main', ...flags];
}

if (require.main === module) void runCommand(tensorboardCommand(), underscored(process.argv));
