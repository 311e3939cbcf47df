import type { Explanation } from '../classifier/explain';
import type { ScoringPool } from '../scoring/pool';
import { Overloaded } from './batcher';

/** Explains texts, a few at once, so that workers are left for predictions. */
export interface Explainer {
  /**
   * Returns the explanation of a text. If `signal` stops it before its turn, nothing is computed.
   *
   * @throws Overloaded if too many texts wait to be explained; the signal's reason; like
   *   `ScoringPool.explain`
   */
  explain(text: string, label?: string, signal?: AbortSignal): Promise<Explanation>;
}

/** How many explanations may wait for each one that is computed. */
const WAITING_EACH = 2;

/** Returns an explainer that uses at most half of the workers of a pool, and at least one. */
export function explainer(pool: Pick<ScoringPool, 'explain' | 'atOnce'>): Explainer {
  const most = Math.max(1, Math.floor(pool.atOnce / 4)); // the pool takes two batches a worker
  const queue: (() => void)[] = [];
  let running = 0;
  let seconds = 1; // an average of recent explanations
  const turn = () =>
    new Promise<void>((resolve) => {
      queue.push(resolve);
      next();
    });
  const next = () => {
    if (running >= most) return;
    const start = queue.shift();
    if (!start) return;
    running++;
    start();
  };
  return {
    async explain(text, label, signal) {
      if (queue.length >= WAITING_EACH * most)
        throw new Overloaded(Math.ceil(((queue.length + running) * seconds) / most));
      await turn();
      const started = performance.now();
      try {
        signal?.throwIfAborted();
        const explanation = await pool.explain(text, label);
        seconds = 0.7 * seconds + (0.3 * (performance.now() - started)) / 1000;
        return explanation;
      } finally {
        running--;
        next();
      }
    },
  };
}
