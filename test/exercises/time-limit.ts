import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

/**
 * Ends this test process when it exceeds one of its limits:
 * - `ANSWER_TIME_LIMIT` milliseconds of processor time (a busy machine does not change that time);
 * - three times as many milliseconds of waiting;
 * - `ANSWER_MEMORY_LIMIT` megabytes.
 *
 * A separate thread watches, because in an endless loop no timer of the main thread runs. Before
 * it ends the process, it writes the reason and the path of the test file to the file
 * `ANSWER_STOPS`. So the grader can tell an endless loop from a crash.
 */
const limit = Number(process.env.ANSWER_TIME_LIMIT ?? 0);
const record = process.env.ANSWER_STOPS;
const megabytes = Number(process.env.ANSWER_MEMORY_LIMIT ?? Number.POSITIVE_INFINITY);
for (const name of ['ANSWER_TIME_LIMIT', 'ANSWER_STOPS', 'ANSWER_MEMORY_LIMIT']) delete process.env[name];
if (limit > 0) {
  const program = `
    const { appendFileSync } = require('node:fs');
    const { limit, megabytes, before, record, testPath, pid } = require('node:worker_threads').workerData;
    let waited = 0; // ms; counted here, because the clocks started before the answer was loaded
    setInterval(() => {
      waited += 50;
      const { user, system } = process.cpuUsage(before);
      const late = (user + system) / 1000 >= limit || waited >= 3 * limit;
      const large = process.memoryUsage.rss() / 1e6 > megabytes;
      if (!late && !large) return;
      try {
        if (record) appendFileSync(record, (large ? 'memory' : 'time') + '\\t' + testPath + '\\n');
      } finally {
        process.kill(pid, 'SIGKILL'); // even if the grader was aborted and the folder is gone
      }
    }, 50);
  `;
  const { testPath = '' } = expect.getState();
  const before = process.cpuUsage();
  const workerData = { limit, megabytes, before, record, testPath, pid: process.pid };
  new Worker(program, { eval: true, workerData }).unref();
}
