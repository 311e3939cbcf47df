/** `node:buffer` in a tab. */
import { Buffer } from 'buffer/';

export { Buffer };

/** Returns whether bytes are valid UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

export const kMaxLength = 2 ** 31 - 1;
export default { Buffer, isUtf8, kMaxLength };
