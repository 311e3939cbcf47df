/** The milliseconds that an incomplete batch waits for its next item. */
const PATIENCE = 20;

const LATE = Symbol('late');

/**
 * Yields the items in batches, in order. A batch that does not fill up in time is yielded as it is,
 * so that a program at the other end of a pipe gets its answer before it writes on.
 *
 * @param size the most items in a batch
 * @param areFull whether to wait for as many, so that the batches do not depend on time
 */
export async function* batchesOf<T>(
  items: AsyncIterable<T>,
  size: number,
  areFull = false,
): AsyncGenerator<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    let batch: T[] = [];
    let late: Promise<typeof LATE> | undefined;
    let next = iterator.next();
    for (;;) {
      const item = late ? await Promise.race([next, late]) : await next;
      if (item !== LATE) {
        if (item.done) break;
        batch.push(item.value);
        if (!areFull) late ??= patience();
        next = iterator.next();
        if (batch.length < size) continue;
      }
      yield batch;
      batch = [];
      late = undefined;
    }
    if (batch.length > 0) yield batch;
  } finally {
    await iterator.return?.();
  }
}

function patience(): Promise<typeof LATE> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE, LATE);
    timer.unref?.(); // in a browser it is a number
  });
}
