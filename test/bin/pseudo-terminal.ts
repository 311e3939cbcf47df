import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { venvPython } from '../../lib/python';
import { repositoryRoot } from '../../lib/repository';

/** Runs a command in a pseudo-terminal. When the next marker appears, its keys are pressed. */
const PTY = `
import json, os, pty, sys
script, command = json.loads(sys.argv[1]), sys.argv[2:]
pid, fd = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
seen = b''
searched = 0
while True:
    try:
        chunk = os.read(fd, 65536)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    while script and seen.find(script[0][0].encode(), searched) >= 0:
        searched = seen.find(script[0][0].encode(), searched) + len(script[0][0].encode())
        os.write(fd, script.pop(0)[1].encode())
sys.stdout.buffer.write(seen)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/**
 * Runs one of the programs in `bin/` as on a terminal. Returns what it printed and its exit code.
 *
 * @param script pairs of a marker to wait for and the keys that are then pressed
 */
export function onTerminal(
  program: string,
  args: readonly string[],
  script: readonly (readonly [marker: string, keys: string])[],
): { screen: string; code: number | null } {
  return inTerminal([...commandOf(program), ...args], script);
}

/** Runs any command as `onTerminal` does. */
export function inTerminal(
  command: readonly string[],
  script: readonly (readonly [marker: string, keys: string])[],
): { screen: string; code: number | null } {
  const { stdout, stderr, status } = spawnSync(
    venvPython(),
    ['-c', PTY, JSON.stringify(script), ...command],
    { cwd: repositoryRoot(), encoding: 'utf8', timeout: 240_000, env: { ...process.env, TERM: 'xterm' } },
  );
  if (stderr) throw new Error(stderr);
  return { screen: stdout, code: status };
}

/** Returns how `npm run` starts a program. */
function commandOf(program: string): string[] {
  const { scripts } = JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8'));
  const supervised = scripts[program] === `node bin/supervise.cjs ${program}`;
  return supervised
    ? [process.execPath, 'bin/supervise.cjs', program]
    : [process.execPath, '--import', 'tsx', `bin/${program}.ts`];
}

/** Runs one of the programs in `bin/` with pipes, as a script does, and not on a terminal. */
export function inPipes(
  program: string,
  args: readonly string[],
  input = '',
): { stdout: string; stderr: string; code: number | null } {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--import', 'tsx', `bin/${program}.ts`, ...args],
    { cwd: repositoryRoot(), encoding: 'utf8', input, timeout: 240_000 },
  );
  return { stdout, stderr, code: status };
}
