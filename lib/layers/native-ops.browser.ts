/** Replaces `native-ops.ts` in browsers, which have no native library. */
import type { OpAttribute } from './native-ops';

export type { OpAttribute };

/** Returns false. */
export function isNative(): boolean {
  return false;
}

/**
 * Throws: see `isNative`.
 *
 * @throws always
 */
export function nativeOp(): never {
  throw new Error('a browser has no native library');
}
