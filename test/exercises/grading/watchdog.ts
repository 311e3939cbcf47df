import { Worker } from 'node:worker_threads';

/**
 * Ends this test process when an answer exceeds one of its limits:
 * - `ANSWER_TIME_LIMIT` milliseconds of processor time. A busy machine does not change that time;
 * - as many milliseconds of waiting, in which the process does nothing. If it waits for a core, on
 *   a busy machine, that does not count. While messages of vitest arrive, it waits for vitest,
 *   which loads its modules, and not for itself;
 * - `ANSWER_SHORT_LIMIT` instead, once three answers of the run have reached the limit;
 * - `ANSWER_MEMORY_LIMIT` megabytes.
 *
 * A separate thread watches, because in an endless loop no timer of the main thread runs. Before
 * it ends the process, it appends the reason, the limit and the path of the test file to the file
 * `ANSWER_STOPS`. So the grader can tell an endless loop from a crash.
 */
const limit = Number(process.env.ANSWER_TIME_LIMIT ?? 0);
const short = Number(process.env.ANSWER_SHORT_LIMIT ?? limit);
const record = process.env.ANSWER_STOPS;
const megabytes = Number(process.env.ANSWER_MEMORY_LIMIT ?? Number.POSITIVE_INFINITY);
for (const name of ['TIME_LIMIT', 'SHORT_LIMIT', 'STOPS', 'MEMORY_LIMIT'])
  delete process.env[`ANSWER_${name}`];

const PROGRAM = `
  const { appendFileSync, readFileSync } = require('node:fs');
  const { parentPort, workerData } = require('node:worker_threads');
  const { limit, short, megabytes, record, pid, messages } = workerData;
  const STRIKES = 3; // answers that may use the whole limit
  // A process that computes gets at least 1/16 of a core, also on a busy machine. If it got less,
  // it was waiting.
  const SHARE = 16;
  const MOST_FOR_VITEST = 10000; // ms: an answer that prints without end gets messages, too
  let test; // the answer that runs: { testPath, limit, cpu, waited, forVitest }
  let last = { time: performance.now(), cpu: process.cpuUsage(), queued: queued(), messages: 0 };

  parentPort.on('message', (testPath) => {
    let strikes = 0;
    try {
      strikes = readFileSync(record, 'utf8').split('\\n').filter((line) => /^(time|wait)/.test(line)).length;
    } catch {} // no answer was stopped yet
    last = { time: performance.now(), cpu: process.cpuUsage(), queued: queued(), messages: Atomics.load(messages, 0) };
    const least = strikes < STRIKES ? limit : short;
    test = { testPath, limit: least, cpu: last.cpu, waited: 0, forVitest: 0 };
  });

  setInterval(() => {
    if (!test) return;
    const now = performance.now();
    const window = Math.min(1000, test.limit / 5);
    if (now - last.time >= window) {
      const elapsed = Math.min(now - last.time, 2 * window); // more: the machine was suspended
      const computed = milliseconds(process.cpuUsage(last.cpu));
      const ready = computed + queued() - last.queued;
      const idle = Math.max(0, elapsed - Math.max(SHARE * computed, ready));
      const received = Atomics.load(messages, 0);
      if (received !== last.messages && test.forVitest < MOST_FOR_VITEST) test.forVitest += idle;
      else test.waited += idle;
      last = { time: now, cpu: process.cpuUsage(), queued: queued(), messages: received };
    }
    if (process.memoryUsage.rss() / 1e6 > megabytes) stop('memory');
    else if (milliseconds(process.cpuUsage(test.cpu)) >= test.limit) stop('time');
    else if (test.waited >= test.limit) stop('wait');
  }, 50);

  // Returns for how long the main thread could have computed but had no core. Linux tells.
  function queued() {
    try {
      return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6 || 0;
    } catch {
      return 0;
    }
  }

  function milliseconds({ user, system }) {
    return (user + system) / 1000;
  }

  function stop(reason) {
    try {
      if (record) appendFileSync(record, [reason, test.limit, test.testPath].join('\\t') + '\\n');
    } finally {
      process.kill(pid, 'SIGKILL'); // even if the grader was aborted and the folder is gone
    }
  }
`;

let watchdog: Worker | undefined;
if (limit > 0) {
  const messages = new Int32Array(new SharedArrayBuffer(4)); // how many messages of vitest arrived
  const workerData = { limit, short, megabytes, record, pid: process.pid, messages };
  watchdog = new Worker(PROGRAM, { eval: true, workerData });
  watchdog.unref();
  process.on('message', () => Atomics.add(messages, 0, 1));
}

/** Starts to watch the answer that a test file tests. The one before is no longer watched. */
export function watchAnswer(testPath: string): void {
  watchdog?.postMessage(testPath);
}
