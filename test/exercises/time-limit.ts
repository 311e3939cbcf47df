import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

/**
 * Ends this test process when it has used `ANSWER_TIME_LIMIT` milliseconds of processor time, which a busy machine
 * does not stretch, or, waiting for ever, taken three times as long, or when it has taken `ANSWER_MEMORY_LIMIT`
 * megabytes. A thread of its own watches: in an endless loop no timer of the main thread would ever run. Before it
 * ends the process, it adds the reason and the test file's path to the file that `ANSWER_STOPS` names, so that the
 * grader can tell a loop from a crash.
 */
const limit = Number(process.env['ANSWER_TIME_LIMIT'] ?? 0);
const record = process.env['ANSWER_STOPS'];
const megabytes = Number(process.env['ANSWER_MEMORY_LIMIT'] ?? Number.POSITIVE_INFINITY);
for (const name of ['ANSWER_TIME_LIMIT', 'ANSWER_STOPS', 'ANSWER_MEMORY_LIMIT']) delete process.env[name];
if (limit > 0) {
  const program = `
    const { appendFileSync } = require('node:fs');
    const { limit, megabytes, before, record, testPath, pid } = require('node:worker_threads').workerData;
    let waited = 0; // ms; counted here, as clocks start with the process, which may have waited for its answer
    setInterval(() => {
      waited += 50;
      const { user, system } = process.cpuUsage(before);
      const late = (user + system) / 1000 >= limit || waited >= 3 * limit;
      const large = process.memoryUsage.rss() / 1e6 > megabytes;
      if (!late && !large) return;
      try {
        if (record) appendFileSync(record, (large ? 'memory' : 'time') + '\\t' + testPath + '\\n');
      } finally {
        process.kill(pid, 'SIGKILL'); // also where the grader was called off, and its file's folder is gone
      }
    }, 50);
  `;
  const { testPath = '' } = expect.getState();
  const before = process.cpuUsage();
  const workerData = { limit, megabytes, before, record, testPath, pid: process.pid };
  new Worker(program, { eval: true, workerData }).unref();
}
