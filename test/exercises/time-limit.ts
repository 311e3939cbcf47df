import { Worker } from 'node:worker_threads';
import { expect } from 'vitest';

/**
 * Ends this test process after `ANSWER_TIME_LIMIT` milliseconds. A timer of its own thread does it: in an endless
 * loop no timer of the main thread would ever run. Before it does, it adds the test file's path to the file that
 * `ANSWER_TIME_OUTS` names, so that the grader can tell a loop from a crash.
 */
const limit = Number(process.env['ANSWER_TIME_LIMIT'] ?? 0);
if (limit > 0) {
  const program = `
    const { appendFileSync } = require('node:fs');
    const { limit, record, testPath, pid } = require('node:worker_threads').workerData;
    setTimeout(() => {
      if (record) appendFileSync(record, testPath + '\\n');
      process.kill(pid, 'SIGKILL');
    }, limit);
  `;
  const { testPath = '' } = expect.getState();
  const workerData = { limit, record: process.env['ANSWER_TIME_OUTS'], testPath, pid: process.pid };
  new Worker(program, { eval: true, workerData }).unref();
}
