import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ProgramOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Seconds after which the program is ended and counts as failed. */
  timeLimit?: number;
  /** Whether a shell starts it, as Windows needs for .cmd files. */
  shell?: boolean;
  /** Called with every line of stdout and stderr, as it comes. */
  onLine?: (line: string) => void;
}

/**
 * Runs a program to its end and returns what it printed, stdout and stderr together.
 *
 * @throws when it cannot be started, ends with another code than 0, or runs out of time; the message holds the
 *   last lines that it printed
 */
export function runProgram(program: string, args: string[], options: ProgramOptions = {}): Promise<string> {
  const { cwd, env, timeLimit, shell, onLine } = options;
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    const child = spawn(program, args, {
      cwd,
      shell,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine?.(line);
      });
    let late = false;
    const timer = timeLimit
      ? setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
        }, timeLimit * 1000)
      : undefined;
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(lines.join('\n'));
      const end = late ? `did not end within ${timeLimit} s` : `ended with ${code ?? signal}`;
      reject(new Error([`${program} ${end}`, ...lines.slice(-8)].join('\n  ')));
    });
  });
}
