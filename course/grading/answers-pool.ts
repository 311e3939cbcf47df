import { type ChildProcess, fork } from 'node:child_process';
import { basename, join } from 'node:path';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker, WorkerRequest } from 'vitest/node';
import type { Death } from './failure';

const STDERR_KEPT = 20_000; // characters
const OUT_OF_MEMORY = /heap out of memory|Array buffer allocation failed|ERR_WORKER_OUT_OF_MEMORY/;

/**
 * Returns a pool for vitest like its own of processes. It also tells how a process ended that was
 * not asked to, and drops what answers print past vitest, which may be gigabytes.
 *
 * @param died receives the end of a process
 */
export function answersPool(died: (death: Death) => void): PoolRunnerInitializer {
  return {
    name: 'answers',
    createPoolWorker: (options) => answersWorker(options, died),
  };
}

function answersWorker({ distPath, execArgv, env }: PoolOptions, died: (death: Death) => void): PoolWorker {
  let child: ChildProcess | undefined;
  let exercises: string[] = [];
  let stopping = false;
  let printed = '';
  return {
    name: 'answers',
    cacheFs: true,
    on: (event, callback) => void child?.on(event, callback),
    off: (event, callback) => void child?.off(event, callback),
    send(message: WorkerRequest) {
      if (message.type === 'run')
        exercises = message.context.files.map(({ filepath }) => basename(filepath, '.test.ts'));
      child?.send(message, () => {}); // a process that has ended is reported by its exit
    },
    deserialize: (data) => data,
    async start() {
      child = fork(join(distPath, 'workers', 'forks.js'), [], {
        env: env as NodeJS.ProcessEnv,
        execArgv,
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        serialization: 'advanced',
      });
      child.stderr?.on('data', (text: Buffer) => {
        printed = (printed + text.toString()).slice(-STDERR_KEPT);
      });
      child.once('exit', (code, signal) => {
        if (!stopping) died({ exercises, code, signal, outOfMemory: OUT_OF_MEMORY.test(printed) });
      });
    },
    async stop() {
      stopping = true;
      if (child) await endProcess(child);
    },
  };
}

const STOPPING = 500; // ms that a process has to end before it is killed

/** Ends a process: with SIGTERM, and if that does not help, with SIGKILL. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOPPING);
  child.kill();
  await exit;
  clearTimeout(timer);
}
