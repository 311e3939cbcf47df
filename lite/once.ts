/**
 * Returns a function that does `work` at its first call and gives all callers its result. A failure
 * is not kept: the next call tries again.
 */
export function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    if (!result) {
      const trying = work();
      result = trying;
      trying.catch(() => {
        if (result === trying) result = undefined;
      });
    }
    return result;
  };
}
