/**
 * Starts the processes that share training's work, prints their numbers, and ends at once: so they are nobody's
 * children, and none of them sends a signal to the process that trains when it ends (see `lib/signals.ts`).
 *
 *   node launcher.cjs ADDRESS COUNT
 */
const { spawn } = require('node:child_process');
const { join } = require('node:path');

const [address, count] = process.argv.slice(2);
for (let n = 0; n < Number(count); n++) {
  const worker = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'worker.ts'), address], {
    detached: true, // out of reach of Ctrl-C, too
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
