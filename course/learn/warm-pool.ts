import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { PoolOptions, PoolRunnerInitializer, PoolWorker } from 'vitest/node';

/** A pool whose processes have been started before they are needed. */
interface WarmPool extends PoolRunnerInitializer {
  /** Ends the run that is going on, whatever its answer does. */
  stopRun(): void;
  /** Ends all its processes. */
  close(): void;
}

const HEAD_START = 300; // ms that a run has the machine for itself before the process for the next one starts
const STOPPING = 500; // ms that a process has for ending by itself

/**
 * Returns a pool for the test runner in which a process waits for the next run, with TensorFlow.js loaded: starting
 * one takes most of a second, which a learner would wait for after every save. Each process runs one answer, and ends.
 *
 * @param preload packages that most answers or their tests import
 */
export function warmPool(preload: readonly string[]): WarmPool {
  let spare: ChildProcess | undefined;
  let running: ChildProcess | undefined;
  let closed = false;
  const started = ({ distPath, execArgv, env }: PoolOptions): ChildProcess =>
    fork(join(distPath, 'workers', 'forks.js'), [], {
      env: env as NodeJS.ProcessEnv,
      execArgv: [...execArgv, ...preload.flatMap((file) => ['--require', file])],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });

  function createPoolWorker(given: PoolOptions): PoolWorker {
    const ready = spare && spare.exitCode === null && spare.signalCode === null ? spare : started(given);
    spare = undefined;
    running = ready;
    setTimeout(() => {
      if (!closed) spare ??= started(given);
    }, HEAD_START);
    return {
      name: 'warm',
      cacheFs: true,
      on: (event, callback) => void ready.on(event, callback),
      off: (event, callback) => void ready.off(event, callback),
      send: (message) => void ready.send(message),
      deserialize: (data) => data,
      start: async () => {},
      stop: () => ended(ready),
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

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), STOPPING);
  child.kill();
  await exit;
  clearTimeout(timer);
}
