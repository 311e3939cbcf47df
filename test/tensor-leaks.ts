/**
 * Lets tests ask whether tensors are left behind: `import '../tensor-leaks'` in the test file, then
 * `expect(() => model.predict(x)).toLeakNoTensors()`.
 */
import { expect } from 'vitest';
import { tf } from '../lib/backend';

export interface LeakOptions {
  /** How often to run it. Default 3: what leaks, leaks every time. */
  times?: number;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: a merged interface must repeat vitest's own declaration
  interface Matchers<T = any> {
    /**
     * Runs the function once to warm up (caches, optimiser state), then `times` times, and fails when tfjs then
     * counts more tensors than before. Tensors that it returns are disposed. Waits for promises.
     */
    toLeakNoTensors(options?: LeakOptions): T extends () => Promise<unknown> ? Promise<void> : void;
  }
}

expect.extend({
  toLeakNoTensors(run: () => unknown, { times = 3 }: LeakOptions = {}) {
    const disposed = (result: unknown) => tf.dispose(result as tf.TensorContainer);
    const verdict = (before: number) => {
      const left = tf.memory().numTensors - before;
      return {
        pass: left <= 0,
        message: () =>
          left > 0 ? `${left} tensors left behind in ${times} runs` : 'expected tensors to be left behind',
      };
    };
    const first = run();
    if (first instanceof Promise) return runAsync(first);
    disposed(first);
    const before = tf.memory().numTensors;
    for (let n = 0; n < times; n++) disposed(run());
    return verdict(before);

    async function runAsync(warmUp: Promise<unknown>) {
      disposed(await warmUp);
      const before = tf.memory().numTensors;
      for (let n = 0; n < times; n++) disposed(await run());
      return verdict(before);
    }
  },
});
