/**
 * A matcher for leaked tensors. Write `import '../tensor-leaks'` in the test file, then
 * `expect(() => model.predict(x)).toLeakNoTensors()`.
 */
import { expect } from 'vitest';
import { tf } from '../lib/backend';

export interface LeakOptions {
  /** How many times to run the function. Default 3. */
  times?: number;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: must repeat vitest's declaration
  interface Matchers<T = any> {
    /**
     * Runs the function once to warm up (caches, optimizer state), then `times` times. Fails when
     * tfjs counts more tensors afterwards. Disposes the tensors that it returns, awaits promises.
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
        message: () => (left > 0 ? `${left} tensors leaked in ${times} runs` : 'expected leaked tensors'),
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
