import spawn, { type SubprocessError } from 'nano-spawn';

/** Options of `runProgram`. */
export interface ProgramOptions {
  cwd?: string;
  /** Added to the environment of this process. */
  env?: NodeJS.ProcessEnv;
  /** Seconds after which the program is killed and counts as failed. Default: no limit. */
  timeLimit?: number;
  /** Whether to start it in a shell, as Windows needs for .cmd files. */
  shell?: boolean;
  /** Called with each line of stdout and stderr as it arrives. */
  onLine?: (line: string) => void;
}

/**
 * Runs a program to its end and returns its output, stdout and stderr together.
 *
 * @throws if it does not start, exits with another code than 0 or exceeds the time limit; the
 *   message contains the last lines of the output
 */
export async function runProgram(
  program: string,
  args: string[],
  { cwd, env, timeLimit = 0, shell, onLine }: ProgramOptions = {},
): Promise<string> {
  const options = { cwd, env, shell, stdin: 'ignore', windowsHide: true } as const;
  const child = spawn(program, args, { ...options, timeout: 1000 * timeLimit, killSignal: 'SIGKILL' });
  const lines: string[] = [];
  try {
    for await (const line of child) {
      lines.push(line);
      onLine?.(line);
    }
    return lines.join('\n');
  } catch (error) {
    const { cause, exitCode, signalName, durationMs } = error as SubprocessError;
    if (exitCode === undefined && signalName === undefined) throw cause ?? error; // not started
    const late = timeLimit > 0 && durationMs >= 1000 * timeLimit;
    const end = late ? `did not end within ${timeLimit} s` : `ended with ${exitCode ?? signalName}`;
    throw new Error([`${program} ${end}`, ...lines.slice(-8)].join('\n  '), { cause: error });
  }
}
