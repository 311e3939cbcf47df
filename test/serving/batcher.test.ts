import { expect, it } from 'vitest';
import { batcher, Overloaded } from '../../lib/serving/batcher';

/** A pool of one worker whose batches are answered by hand: the class of a text is its length. */
function pool() {
  const batches: { texts: string[]; answer(): void; fail(): void }[] = [];
  return {
    batches,
    classes: ['length'],
    atOnce: 1,
    score: (texts: string[]) =>
      new Promise<never>((resolve, reject) => {
        const scores = {
          kind: 'scores',
          id: 0,
          probabilities: Float32Array.from(texts, (text) => text.length),
          isRead: new Uint8Array(texts.length).fill(1),
        };
        batches.push({
          texts,
          answer: () => resolve(scores as never),
          fail: () => reject(new Error('a worker process ended')),
        });
      }),
  };
}

const LIMITS = { maxBatch: 4, maxWaiting: 6 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('sends a first request at once, and those that wait meanwhile together', async () => {
  const workers = pool();
  const sizes: number[] = [];
  const queue = batcher(workers, { ...LIMITS, onBatch: (texts) => sizes.push(texts) });
  const requests = [['a'], ['bb', 'ccc'], ['dddd'], ['e', 'ff']].map((texts) => queue.score(texts));
  expect(queue.waiting).toBe(5);
  for (let n = 0; n < 3; n++) {
    workers.batches[n]!.answer();
    await settled();
  }
  expect(workers.batches.map(({ texts }) => texts)).toEqual([['a'], ['bb', 'ccc', 'dddd'], ['e', 'ff']]);
  expect(sizes).toEqual([1, 3, 2]);
  const answers = await Promise.all(requests);
  expect(answers.map(({ probabilities }) => [...probabilities])).toEqual([[1], [2, 3], [4], [1, 2]]);
  expect(queue.waiting).toBe(0);
});

it('refuses a request if too many texts wait, and says when to come again', async () => {
  const queue = batcher(pool(), LIMITS);
  for (const texts of [['a'], ['b', 'c', 'd'], ['e', 'f']]) void queue.score(texts);
  const refused = queue.score(['g', 'h']);
  await expect(refused).rejects.toThrow(Overloaded);
  await expect(refused).rejects.toMatchObject({ retryAfter: 1 });
  expect(queue.waiting).toBe(5);
});

it('an error of a batch reaches its requests only', async () => {
  const workers = pool();
  const queue = batcher(workers, LIMITS);
  const [first, second] = [queue.score(['a']), queue.score(['bb'])];
  workers.batches[0]!.fail();
  await expect(first).rejects.toThrow('a worker process ended');
  workers.batches[1]!.answer();
  expect([...(await second).probabilities]).toEqual([2]);
});
