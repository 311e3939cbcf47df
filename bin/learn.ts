import { emitKeypressEvents, type Key } from 'node:readline';
import { Command } from 'commander';
import { learn } from '../course/learn/learn';
import type { Terminal } from '../course/learn/session';
import { runCommand } from './command-line';
import { tell } from './say';
import { exitCode } from './supervise.cjs';

export function learnCommand(): Command {
  return new Command('npm run learn --')
    .description('Leads through the exercises: shows the next one, and grades it when you save it.')
    .action(main);
}

// The terminal's alternate screen. Leaving it restores the earlier content.
const [ENTER, LEAVE] = ['\x1b[?1049h\x1b[?25l', '\x1b[?25h\x1b[?1049l'];
const [HOME, REST_OF_LINE, REST_OF_SCREEN] = ['\x1b[H', '\x1b[K', '\x1b[J'];

async function main(): Promise<void> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY || process.env.TERM === 'dumb')
    throw new Error(
      'npm run learn needs a terminal that can draw. Without one, npm run grade grades all exercises, ' +
        'npm run grade 01 grades one, and npm run hint 01 shows a hint.',
    );
  // The terminal is restored, whatever ends this process.
  let entered = true;
  const leave = () => {
    if (!entered) return;
    entered = false;
    stdin.setRawMode(false);
    stdout.write(LEAVE);
  };
  process.once('exit', leave);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => process.exit(exitCode(signal)));
  stdin.setRawMode(true);
  stdout.write(ENTER);
  const terminal: Terminal = {
    show: (text) =>
      stdout.write(`${HOME}${text.replaceAll('\n', `${REST_OF_LINE}\r\n`)}${REST_OF_LINE}${REST_OF_SCREEN}`),
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    keys: keysOf(stdin),
  };
  let end: string;
  try {
    end = await learn(terminal, (redraw) => stdout.on('resize', redraw));
  } finally {
    leave(); // before anything else is printed
  }
  tell(end);
  process.exit(0); // the test runner may have left handles open
}

async function* keysOf(stdin: NodeJS.ReadStream): AsyncGenerator<string> {
  emitKeypressEvents(stdin);
  const pressed: string[] = [];
  let wake = () => {};
  stdin.on('keypress', (_, { name = '', ctrl }: Key) => {
    pressed.push(ctrl ? `ctrl-${name}` : name);
    wake();
  });
  for (;;) {
    while (pressed.length > 0) yield pressed.shift()!;
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}

if (require.main === module) void runCommand(learnCommand());
