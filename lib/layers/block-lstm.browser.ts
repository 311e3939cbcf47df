/**
 * Replaces `block-lstm.ts` in browsers.
 *
 * @throws always: there is no native library
 */
export function blockLstm(): never {
  throw new Error('a browser has no native library');
}
