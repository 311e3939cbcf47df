/** Programs that the abuse starts, each in a process group of its own. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { repositoryRoot } from '../lib/repository';

/** How a program ended. */
export interface Ended {
  code: number | null;
  /** Its output and errors. */
  printed: string;
}

/** A program that runs. */
export interface Started {
  process: ChildProcess;
  ended: Promise<Ended>;
}

/** What to start. */
export interface Command {
  /** The arguments of Node. */
  args: readonly string[];
  /** Default: the root of this repository. */
  cwd?: string;
  /** Added to the environment. */
  env?: NodeJS.ProcessEnv;
}

/** Returns the command that runs a file of `bin/`. */
export function binCommand(name: string, args: readonly string[], more: Omit<Command, 'args'> = {}): Command {
  return { ...more, args: ['--import', 'tsx', `bin/${name}.ts`, ...args] };
}

/** The groups that run. A signal to this process does not reach them, so its end must. */
const running = new Set<number>();
process.on('exit', () => running.forEach(killGroup));

/** Starts a command with Node. */
export function start({ args, cwd = repositoryRoot(), env }: Command): Started {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  if (child.pid !== undefined) running.add(child.pid);
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child.pid!);
    return { code: code as number | null, printed };
  });
  return { process: child, ended };
}

/** Kills all processes of a group that are still there. */
export function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // nothing is left
  }
}

/**
 * Waits until all that a program started has ended. Returns how many processes are still there
 * after that.
 *
 * @param seconds how long to wait at most
 */
export async function lastOf({ process: { pid } }: Started, seconds: number): Promise<number> {
  for (const end = performance.now() + 1000 * seconds; ; await wait(100)) {
    const left = livingIn(pid!);
    if (left === 0 || performance.now() > end) return left;
  }
}

function livingIn(group: number): number {
  const rows = execFileSync('ps', ['-eo', 'pgid=,stat='], { encoding: 'utf8' }).trim().split('\n');
  return rows.filter((row) => {
    const [pgid, stat = ''] = row.trim().split(/\s+/);
    return Number(pgid) === group && !stat.startsWith('Z');
  }).length;
}

/** The unit of times in `/proc`, in a second. */
export const TICKS = 100;

/**
 * Returns the fields of `/proc/PID/stat` behind the name, the state first. @throws if it is missing
 */
export function statOf(pid: string): number[] {
  const stat = readFileSync(join('/proc', pid, 'stat'), 'utf8');
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

/** Returns the CPU seconds of all programs that have ended; 0 where the system does not tell. */
export function cpuSecondsOfChildren(): number {
  try {
    const fields = statOf('self');
    return (fields[13]! + fields[14]!) / TICKS;
  } catch {
    return 0;
  }
}

/** Returns the last line that a program printed; of one that crashed, the error. */
export function lastLine(printed: string): string {
  const lines = printed.trim().split('\n');
  const last = lines.at(-1) ?? '';
  return (last.startsWith('Node.js v') && lines.find((line) => /^\w*Error\b/.test(line))) || last;
}
