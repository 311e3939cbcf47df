import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker } from 'vitest/node';
import { endProcess } from '../grading/answers-pool';

/** A pool for vitest whose processes are started before they are needed. */
interface WarmPool extends PoolRunnerInitializer {
  /** Kills the process of the current run. */
  stopRun(): void;
  /** Kills all processes. */
  close(): void;
}

const HEAD_START = 300; // ms between the start of a run and that of the process for the next one

/**
 * Returns a pool for vitest in which a process waits for the next run with TensorFlow.js already
 * loaded. Without it a learner would wait most of a second after every save. A process runs one
 * answer and ends.
 *
 * @param preload packages to load in advance
 */
export function warmPool(preload: readonly string[]): WarmPool {
  let spare: ChildProcess | undefined;
  let running: ChildProcess | undefined;
  let closed = false;
  const start = ({ distPath, execArgv, env }: PoolOptions): ChildProcess =>
    fork(join(distPath, 'workers', 'forks.js'), [], {
      env: env as NodeJS.ProcessEnv,
      execArgv: [...execArgv, ...preload.flatMap((file) => ['--require', file])],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });

  function createPoolWorker(options: PoolOptions): PoolWorker {
    const ready = spare && spare.exitCode === null && spare.signalCode === null ? spare : start(options);
    spare = undefined;
    running = ready;
    setTimeout(() => {
      if (!closed) spare ??= start(options);
    }, HEAD_START);
    return {
      name: 'warm',
      cacheFs: true,
      on: (event, callback) => void ready.on(event, callback),
      off: (event, callback) => void ready.off(event, callback),
      send: (message) => void ready.send(message),
      deserialize: (data) => data,
      start: async () => {},
      stop: () => endProcess(ready),
    };
  }
  return {
    name: 'warm',
    createPoolWorker,
    stopRun: () => void running?.kill('SIGKILL'),
    close() {
      closed = true;
      spare?.kill('SIGKILL');
      running?.kill('SIGKILL');
    },
  };
}
