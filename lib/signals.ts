/**
 * Why no signal may be handled where TensorFlow computes. The matrix products of libtensorflow (oneDNN's generated
 * code) point the stack register into a buffer on the heap for a while. A signal that the thread handles in that while
 * writes some kilobytes below that buffer, over memory that belongs to others, and the process dies a little later:
 * "corrupted size vs. prev_size". Node computes and handles signals on the same thread, so whatever installs a handler
 * is at risk: Ctrl-C, a child process that ends (SIGCHLD), a terminal that changes its size (SIGWINCH). A signal without
 * a handler does nothing or ends the process at once, and is harmless.
 *
 * So: the processes that share training's work are nobody's children (`training/team.ts`), notebooks are interrupted by
 * messages (`kernel/install.ts`), and a program that wants to hear of Ctrl-C while it trains has to read the keyboard
 * (`process.stdin.setRawMode`) instead of handling SIGINT.
 */

/**
 * Runs `work` without the handler that Node installs on a terminal to learn its new size, and puts it back.
 */
export async function withoutResizeSignals<T>(work: () => Promise<T>): Promise<T> {
  const listeners = process.listeners('SIGWINCH');
  process.removeAllListeners('SIGWINCH');
  try {
    return await work();
  } finally {
    for (const listener of listeners) process.on('SIGWINCH', listener);
  }
}
