/** `node:crypto` in a tab: SHA-256, and random bytes. */
import { Buffer } from 'buffer/';
import { Writable } from 'readable-stream';
import { sha256 } from '../../../lib/layers/sha256.browser';
import { newId } from '../../new-id';

/** A digest that is computed at its end. As in Node, it is a stream too. */
class Hash extends Writable {
  readonly #parts: Uint8Array[] = [];

  update(data: string | Uint8Array, encoding?: BufferEncoding): this {
    this.#parts.push(Buffer.from(data as string, encoding)); // a copy
    return this;
  }

  override _write(data: Uint8Array, _: string, done: () => void): void {
    this.update(data);
    done();
  }

  digest(encoding?: 'hex' | 'base64'): string | Buffer {
    const bytes = Buffer.from(sha256(Buffer.concat(this.#parts)), 'hex');
    return encoding ? bytes.toString(encoding) : bytes;
  }
}

/** @throws for another algorithm than SHA-256 */
export function createHash(algorithm: string): Hash {
  if (algorithm !== 'sha256') throw new Error(`a browser tab has no ${algorithm} here: use sha256`);
  return new Hash();
}

/** Returns the digest of a text or of bytes, in hex. */
export function hash(algorithm: string, data: string | Uint8Array): string {
  return createHash(algorithm).update(data).digest('hex') as string;
}

export const randomUUID = newId;
export const randomBytes = (size: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(size)));

export default { createHash, hash, randomUUID, randomBytes };
