/**
 * Yields the results of `work` in the order of the items, while up to `atOnce` items are being
 * worked on.
 *
 * @throws like `work`
 */
export async function* inOrder<T, R>(
  items: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const iterator = items[Symbol.asyncIterator]();
  const running: Promise<R>[] = [];
  let next: Promise<IteratorResult<T>> | undefined = iterator.next();
  try {
    while (next || running.length > 0) {
      const [oldest] = running;
      const mayStart = next && running.length < atOnce;
      const first = mayStart ? await Promise.race([next!, ...(oldest ? [settled(oldest)] : [])]) : undefined;
      if (first && first !== SETTLED) {
        if (first.done) next = undefined;
        else {
          const result = work(first.value);
          result.catch(() => {}); // it is thrown below, in its turn
          running.push(result);
          next = iterator.next();
        }
      } else if (oldest) {
        yield await oldest;
        running.shift();
      }
    }
  } finally {
    await iterator.return?.();
  }
}

const SETTLED = Symbol('settled');

async function settled(promise: Promise<unknown>): Promise<typeof SETTLED> {
  await promise.catch(() => {});
  return SETTLED;
}
