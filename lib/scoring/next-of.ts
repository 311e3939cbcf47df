/** What an iterator gives next, or the error that it ends with. */
export type Next<T> = IteratorResult<T> | { error: unknown };

/**
 * Asks an iterator for its next item, ahead of the time at which it is used. An error is returned,
 * not thrown: nobody may be waiting for it yet.
 */
export function nextOf<T>(iterator: AsyncIterator<T>): Promise<Next<T>> {
  return iterator.next().catch((error: unknown) => ({ error }));
}
