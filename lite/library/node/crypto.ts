/** `node:crypto` in a tab: SHA-256, and random bytes. */
import { Buffer } from 'buffer/';
import { sha256 } from '../../../lib/layers/sha256.browser';

interface Hash {
  update(data: string | Uint8Array): Hash;
  digest(encoding?: 'hex' | 'base64'): string | Buffer;
}

/** Returns a digest that is computed at its end. @throws for another algorithm than SHA-256 */
export function createHash(algorithm: string): Hash {
  if (algorithm !== 'sha256') throw new Error(`a browser tab has no ${algorithm} here: use sha256`);
  const parts: Uint8Array[] = [];
  return {
    update(data) {
      parts.push(typeof data === 'string' ? Buffer.from(data) : Buffer.from(data)); // a copy
      return this;
    },
    digest(encoding) {
      const bytes = Buffer.from(sha256(Buffer.concat(parts)), 'hex');
      return encoding ? bytes.toString(encoding) : bytes;
    },
  };
}

/** Returns the digest of a text or of bytes, in hex. */
export function hash(algorithm: string, data: string | Uint8Array): string {
  return createHash(algorithm).update(data).digest('hex') as string;
}

export const randomUUID = () => crypto.randomUUID();
export const randomBytes = (size: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(size)));

export default { createHash, hash, randomUUID, randomBytes };
