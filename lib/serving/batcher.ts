import type { ScoringPool } from '../scoring/pool';
import type { Scores } from '../scoring/protocol';

/** What a batcher does with a request that does not fit into its queue. */
export class Overloaded extends Error {
  override name = 'Overloaded';
  /** @param retryAfter seconds until the queue is probably empty */
  constructor(readonly retryAfter: number) {
    super(`too many texts are waiting: try again in ${retryAfter} s`);
  }
}

/** Options of `batcher`. */
export interface BatcherOptions {
  /** The most texts in a batch. A request with more texts is a batch of its own. */
  maxBatch: number;
  /** The most texts that wait. */
  maxWaiting: number;
  /** Receives the number of texts of each batch. */
  onBatch?: (texts: number) => void;
}

/** Classifies the texts of many requests in batches. */
export interface Batcher {
  /**
   * Returns the predictions for a request's texts.
   *
   * @throws Overloaded if too many texts are waiting; like `ScoringPool.score`
   */
  score(texts: readonly string[]): Promise<Pick<Scores, 'isRead' | 'probabilities'>>;
  /** The number of texts that wait for a batch. */
  readonly waiting: number;
}

interface Waiting {
  texts: readonly string[];
  resolve(scores: Pick<Scores, 'isRead' | 'probabilities'>): void;
  reject(error: Error): void;
}

/**
 * Returns a batcher. A request goes to a worker at once if one has nothing to do. Requests that
 * arrive while all workers are busy wait, and go together. So nothing is delayed for the sake of a
 * batch, and batches grow with the load.
 */
export function batcher(
  pool: Pick<ScoringPool, 'score' | 'classes' | 'atOnce'>,
  { maxBatch, maxWaiting, onBatch }: BatcherOptions,
): Batcher {
  const queue: Waiting[] = [];
  let [waiting, running] = [0, 0];
  let perSecond = maxWaiting; // texts, an average of recent batches

  const run = async (batch: readonly Waiting[]) => {
    const texts = batch.flatMap((request) => request.texts);
    running++;
    onBatch?.(texts.length);
    const started = performance.now();
    try {
      const { isRead, probabilities } = await pool.score(texts);
      const seconds = (performance.now() - started) / 1000;
      perSecond = 0.9 * perSecond + (0.1 * texts.length * pool.atOnce) / Math.max(seconds, 1e-3);
      let at = 0;
      for (const { texts, resolve } of batch) {
        const [from, to] = [at, at + texts.length];
        const rows = probabilities.subarray(from * pool.classes.length, to * pool.classes.length);
        resolve({ isRead: isRead.subarray(from, to), probabilities: rows });
        at = to;
      }
    } catch (error) {
      for (const { reject } of batch) reject(error as Error);
    } finally {
      running--;
      next();
    }
  };

  const next = () => {
    while (running < pool.atOnce && queue.length > 0) {
      let [requests, texts] = [1, queue[0]!.texts.length];
      while (requests < queue.length && texts + queue[requests]!.texts.length <= maxBatch)
        texts += queue[requests++]!.texts.length;
      waiting -= texts;
      void run(queue.splice(0, requests));
    }
  };

  return {
    score: (texts) =>
      new Promise((resolve, reject) => {
        // An empty queue takes a request of any size, which the server limits.
        if (waiting > 0 && waiting + texts.length > maxWaiting)
          return reject(new Overloaded(Math.max(1, Math.ceil(waiting / perSecond))));
        queue.push({ texts, resolve, reject });
        waiting += texts.length;
        next();
      }),
    get waiting() {
      return waiting;
    },
  };
}
