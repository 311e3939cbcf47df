import { type Next, nextOf } from './next-of';

/**
 * Yields the results of `work` in the order of the items, while up to `atOnce` items are being
 * worked on.
 *
 * @throws like `work`; and the error that the items end with, after the results of those before it
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = items[Symbol.asyncIterator]();
  const running: Promise<R>[] = [];
  let next: Promise<Next<T>> | undefined = nextOf(iterator);
  let failure: { error: unknown } | undefined;
  try {
    while (next || running.length > 0) {
      const [oldest] = running;
      const mayStart = next && running.length < atOnce;
      const first = mayStart ? await Promise.race([next!, ...(oldest ? [settled(oldest)] : [])]) : undefined;
      if (first && first !== SETTLED) {
        if ('error' in first) failure = first;
        if ('error' in first || first.done) next = undefined;
        else {
          const result = work(first.value);
          result.catch(() => {}); // it is thrown below, in its turn
          running.push(result);
          next = nextOf(iterator);
        }
      } else if (oldest) {
        yield await oldest;
        running.shift();
      }
    }
    if (failure) throw failure.error;
  } finally {
    await iterator.return?.();
  }
}

const SETTLED = Symbol('settled');

async function settled(promise: Promise<unknown>): Promise<typeof SETTLED> {
  await promise.catch(() => {});
  return SETTLED;
}
