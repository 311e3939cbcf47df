import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** What a file's bytes must hash to. */
export interface Digest {
  algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  hex: string;
}

/** Returns the digest of a file's bytes. */
export async function digestOf(file: string, algorithm: Digest['algorithm'] = 'sha256'): Promise<Digest> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
  return { algorithm, hex: hash.digest('hex') };
}

/**
 * Returns the digest in an npm `integrity` value, `sha512-<base64>`.
 *
 * @throws when it is of another form.
 */
export function digestOfIntegrity(integrity: string): Digest {
  const [, algorithm, base64] = /^(sha1|sha256|sha512)-([A-Za-z0-9+/=]+)/.exec(integrity) ?? [];
  if (!base64) throw new Error(`the integrity "${integrity}" is not of the form sha512-<base64>`);
  return { algorithm: algorithm as Digest['algorithm'], hex: Buffer.from(base64, 'base64').toString('hex') };
}

/** Returns `sha256:5c2b08…`, short enough for a message. */
export function shortDigest({ algorithm, hex }: Digest): string {
  return `${algorithm}:${hex.slice(0, 12)}…`;
}
