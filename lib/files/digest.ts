import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The digest of a file's bytes. */
export interface Digest {
  algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512';
  /** In lower case. */
  hex: string;
}

/** Smaller files are read at once, which is faster than a stream. */
const SMALL = 2 ** 20; // bytes

/** Returns the digest of a file's bytes. @throws when the file cannot be read. */
export async function digestOf(file: string, algorithm: Digest['algorithm'] = 'sha256'): Promise<Digest> {
  const hash = createHash(algorithm);
  if (statSync(file).size < SMALL) return { algorithm, hex: hash.update(readFileSync(file)).digest('hex') };
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
  return { algorithm, hex: hash.digest('hex') };
}

/**
 * Returns the size in bytes, and the SHA-256 digest of the names and contents, of all files in a
 * folder. It is the digest of what `sha256sum` prints for all paths in the folder, sorted.
 *
 * @param isIncluded whether a file of this name counts. Default: all do
 */
export async function digestOfFolder(
  folder: string,
  isIncluded: (name: string) => boolean = () => true,
): Promise<{ bytes: number; digest: Digest }> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const paths = names.map((name) => name.replaceAll('\\', '/')).sort();
  const hash = createHash('sha256');
  let bytes = 0;
  for (const path of paths) {
    const file = join(folder, path);
    const stats = statSync(file);
    if (!stats.isFile() || !isIncluded(basename(path))) continue;
    bytes += stats.size;
    hash.update(`${(await digestOf(file)).hex}  ${path}\n`);
  }
  return { bytes, digest: { algorithm: 'sha256', hex: hash.digest('hex') } };
}

/**
 * Returns the digest in an npm `integrity` value, `sha512-<base64>`.
 *
 * @throws when the value has another form.
 */
export function digestOfIntegrity(integrity: string): Digest {
  const [, algorithm, base64] = /^(sha1|sha256|sha512)-([A-Za-z0-9+/=]+)/.exec(integrity) ?? [];
  if (!base64) throw new Error(`the integrity "${integrity}" is not of the form sha512-<base64>`);
  return { algorithm: algorithm as Digest['algorithm'], hex: Buffer.from(base64, 'base64').toString('hex') };
}

/** Returns an abbreviated digest for messages: `sha256:5c2b08…`. */
export function shortDigest({ algorithm, hex }: Digest): string {
  return `${algorithm}:${hex.slice(0, 12)}…`;
}
