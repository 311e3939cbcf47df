import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf, inOrder } from '../../lib/scoring';

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) yield item;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Yields items, and then fails while nobody waits for the next one. */
async function* failing<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
  throw new Error('cut off');
}

describe('inOrder', () => {
  it('throws the error that the items end with, after the results of those before it', async () => {
    const results = inOrder(failing([1, 2, 3]), 4, async (n) => {
      await sleep(5);
      return 10 * n;
    });
    for (const n of [10, 20, 30]) {
      expect((await results.next()).value).toBe(n);
      await sleep(10); // here an unhandled rejection would end the process
    }
    await expect(results.next()).rejects.toThrow('cut off');
  });

  it('yields results in the order of the items, with no more at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 })),
        fc.integer({ min: 1, max: 4 }),
        async (delays, atOnce) => {
          let [running, most] = [0, 0];
          const found = await all(
            inOrder(from(delays.map((delay, n) => ({ delay, n }))), atOnce, async ({ delay, n }) => {
              most = Math.max(most, ++running);
              await sleep(delay);
              running--;
              return n;
            }),
          );
          expect(found).toEqual([...delays.keys()]);
          expect(most).toBeLessThanOrEqual(atOnce);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('yields a result before the next item arrives', async () => {
    let release = () => {};
    async function* slow() {
      yield 1;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      yield 2;
    }
    const results = inOrder(slow(), 4, async (n) => 10 * n);
    expect((await results.next()).value).toBe(10);
    release();
    expect((await results.next()).value).toBe(20);
    expect((await results.next()).done).toBe(true);
  });

  it('throws what the work throws, in its turn', async () => {
    const results = inOrder(from([1, 2, 3]), 3, async (n) => {
      if (n === 2) throw new Error('two');
      return n;
    });
    expect((await results.next()).value).toBe(1);
    await expect(results.next()).rejects.toThrow('two');
  });
});

describe('batchesOf', () => {
  it('throws the error that the items end with, after a batch of those before it', async () => {
    const batches = batchesOf(failing([1, 2, 3]), 2, { areFull: true, charactersOf: () => 1 });
    for (const batch of [[1, 2], [3]]) {
      expect((await batches.next()).value).toEqual(batch);
      await sleep(10);
    }
    await expect(batches.next()).rejects.toThrow('cut off');
  });

  const charactersOf = (item: number) => item;

  it('fills batches', async () => {
    expect(await all(batchesOf(from([1, 2, 3, 4, 5]), 2, { charactersOf }))).toEqual([[1, 2], [3, 4], [5]]);
    expect(await all(batchesOf(from([]), 2, { charactersOf }))).toEqual([]);
  });

  it('has less in a batch where texts are very long, and leaves the blocks where they are', async () => {
    const batches = batchesOf(from([1, 2e6, 3e6, 4, 5, 6, 7, 8]), 4, { areFull: true, charactersOf });
    expect(await all(batches)).toEqual([[1, 2e6, 3e6], [4], [5, 6, 7, 8]]);
  });

  it('yields what is there when no more comes', async () => {
    async function* slow() {
      yield 1;
      yield 2;
      await sleep(200);
      yield 3;
    }
    expect(await all(batchesOf(slow(), 10, { charactersOf }))).toEqual([[1, 2], [3]]);
  });
});
