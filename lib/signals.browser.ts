/** `signals.ts` in browsers, which have no signals. */
export function withoutResizeSignals<T>(work: () => Promise<T>): Promise<T> {
  return work();
}
