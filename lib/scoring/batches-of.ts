import { nextOf } from './next-of';

/** The milliseconds that an incomplete batch waits for its next item. */
const PATIENCE = 20;

const LATE = Symbol('late');

/** Options of `batchesOf`. */
export interface BatchOptions<T> {
  /**
   * Whether to wait until a batch is full, so that the batches do not depend on time. Default: no.
   */
  areFull?: boolean;
  /**
   * Returns the characters of an item. A batch ends with the item that has the
   * `BATCH_CHARACTERS`-th.
   */
  charactersOf(item: T): number;
}

/** The characters of a batch: far more than those of ordinary reviews, but not a gigabyte. */
const BATCH_CHARACTERS = 2 ** 22;

/**
 * Yields the items in batches, in order. A batch that does not fill up in time is yielded as it is,
 * so that a program at the other end of a pipe gets its answer before it writes on.
 *
 * Full batches are blocks of `size` items. Where the items of a block are too long for one batch,
 * it has several, and the next block begins where it would begin anyway.
 *
 * @param size the most items in a batch
 * @throws the error that the items end with, after a batch of those before it
 */
export async function* batchesOf<T>(
  items: AsyncIterable<T>,
  size: number,
  { areFull = false, charactersOf }: BatchOptions<T>,
): AsyncGenerator<T[]> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    let batch: T[] = [];
    let [characters, inBlock] = [0, 0];
    let late: Promise<typeof LATE> | undefined;
    let next = nextOf(iterator);
    let failure: { error: unknown } | undefined;
    for (;;) {
      const item = late ? await Promise.race([next, late]) : await next;
      if (item !== LATE) {
        if ('error' in item) failure = item;
        if ('error' in item || item.done) break;
        batch.push(item.value);
        characters += charactersOf(item.value);
        inBlock++;
        if (!areFull) late ??= patience();
        next = nextOf(iterator);
        if (inBlock < size && characters < BATCH_CHARACTERS) continue;
      }
      yield batch;
      if (item === LATE || inBlock === size) inBlock = 0;
      batch = [];
      characters = 0;
      late = undefined;
    }
    if (batch.length > 0) yield batch;
    if (failure) throw failure.error;
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
