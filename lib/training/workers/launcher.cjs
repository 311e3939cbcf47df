/**
 * Starts the worker processes and exits at once. So the workers are no child processes of the
 * training process, which therefore gets no signal when one of them ends (see `lib/signals.ts`).
 *
 *   node launcher.cjs COUNT ARGUMENTS-OF-NODE-IN-WORKERS...
 */
const { spawn } = require('node:child_process');

const [count, ...args] = process.argv.slice(2);
for (let n = 0; n < Number(count); n++) {
  const worker = spawn(process.execPath, args, {
    detached: true, // it outlives this process, on Windows too, and Ctrl-C does not reach it
    env: {
      ...process.env,
      MALLOC_TRIM_THRESHOLD_: '4000000000',
      MALLOC_MMAP_THRESHOLD_: '1000000000',
      MALLOC_TOP_PAD_: '67108864',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
    windowsHide: true,
  });
  worker.unref();
}
