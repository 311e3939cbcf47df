import { expect, it } from 'vitest';
import { Overloaded } from '../../lib/serving/batcher';
import { explainer } from '../../lib/serving/explainer';

/** A pool of `workers` whose explanations are answered by hand. */
function pool(workers: number) {
  const asked: { text: string; answer(): void; fail(): void }[] = [];
  return {
    asked,
    atOnce: 2 * workers,
    explain: (text: string) =>
      new Promise<never>((resolve, reject) => {
        asked.push({
          text,
          answer: () => resolve({ text } as never),
          fail: () => reject(new Error('a worker process ended')),
        });
      }),
  };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('explains with half of the workers, and refuses what would wait for long', async () => {
  const workers = pool(4);
  const { explain } = explainer(workers);
  const explanations = Array.from('abcdef', (text) => explain(text));
  await settled();
  expect(workers.asked.map(({ text }) => text)).toEqual(['a', 'b']);
  const refused = await explain('g').catch((error) => error);
  expect(refused).toBeInstanceOf(Overloaded);
  expect(refused.retryAfter).toBe(3);
  workers.asked[0]!.fail();
  await expect(explanations[0]).rejects.toThrow('a worker process ended');
  await settled();
  expect(workers.asked.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  for (let n = 1; n < 6; n++) {
    workers.asked[n]!.answer();
    await settled();
  }
  const texts = (await Promise.all(explanations.slice(1))).map(({ text }) => text);
  expect(texts).toEqual(['b', 'c', 'd', 'e', 'f']);
});

it('computes nothing for a client that has gone before its turn', async () => {
  const workers = pool(1);
  const { explain } = explainer(workers);
  const first = explain('a');
  const client = new AbortController();
  const second = explain('b', undefined, client.signal);
  const third = explain('c');
  client.abort();
  await settled();
  workers.asked[0]!.answer();
  await first;
  await expect(second).rejects.toThrow(/aborted/);
  await settled();
  expect(workers.asked.map(({ text }) => text)).toEqual(['a', 'c']);
  workers.asked[1]!.answer();
  await third;
});
