/** `threads.ts` in browsers, which have no native kernel. */
export function kernelThreads(): number {
  return 1;
}
