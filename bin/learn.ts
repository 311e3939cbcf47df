import { emitKeypressEvents, type Key } from 'node:readline';
import { Command } from 'commander';
import { learn, type Terminal } from '../lib/course/learn/learn';
import { runCommand } from './command-line';

const program = new Command('npm run learn')
  .description(
    'Lead through the exercises: show the first that is not done, and grade it whenever it is saved.',
  )
  .action(main);

const CLEAR = '\x1b[2J\x1b[3J\x1b[H';
const [HIDE_CURSOR, SHOW_CURSOR] = ['\x1b[?25l', '\x1b[?25h'];

async function main(): Promise<void> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY)
    throw new Error(
      'npm run learn needs a terminal with a keyboard. Without one: npm run grade grades all exercises, ' +
        'npm run grade 01 one of them, npm run hint 01 gives a hint.',
    );
  // Whatever ends this process, the terminal is left as it was found.
  process.once('exit', () => {
    stdin.setRawMode(false);
    stdout.write(SHOW_CURSOR);
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  stdin.setRawMode(true);
  stdout.write(HIDE_CURSOR);
  const terminal: Terminal = {
    show: (text) => stdout.write(CLEAR + text.replaceAll('\n', '\r\n')),
    columns: () => stdout.columns || 80,
    keys: keysOf(stdin),
  };
  await learn(terminal, (redraw) => stdout.on('resize', redraw));
  process.exit(0); // whatever the test runner has left open
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

void runCommand(program);
