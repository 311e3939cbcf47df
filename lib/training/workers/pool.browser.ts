/** `pool.ts` in browsers, which have no worker processes. */
export function startWorkerPool(): Promise<never> {
  return Promise.reject(new Error('a browser has no worker processes: use workers: 1'));
}
