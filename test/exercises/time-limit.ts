import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

/**
 * Ends this test process when it has used `ANSWER_TIME_LIMIT` milliseconds of processor time, which a busy machine
 * does not stretch, or, waiting for ever, taken ten times as long. A thread of its own watches: in an endless loop
 * no timer of the main thread would ever run. Before it ends the process, it adds the test file's path to the file
 * that `ANSWER_TIME_OUTS` names, so that the grader can tell a loop from a crash.
 */
const limit = Number(process.env['ANSWER_TIME_LIMIT'] ?? 0);
if (limit > 0) {
  const program = `
    const { appendFileSync } = require('node:fs');
    const { limit, record, testPath, pid } = require('node:worker_threads').workerData;
    setInterval(() => {
      const { user, system } = process.cpuUsage();
      if ((user + system) / 1000 < limit && performance.now() < 10 * limit) return;
      if (record) appendFileSync(record, testPath + '\\n');
      process.kill(pid, 'SIGKILL');
    }, 100);
  `;
  const { testPath = '' } = expect.getState();
  const workerData = { limit, record: process.env['ANSWER_TIME_OUTS'], testPath, pid: process.pid };
  new Worker(program, { eval: true, workerData }).unref();
}
