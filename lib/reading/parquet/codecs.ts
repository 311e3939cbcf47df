import type { Compressors } from 'hyparquet';
import { littleEndian } from './runs';

/**
 * Unpacks a page. @throws if it is damaged, or does not have `size` bytes
 *
 * @param size the size of the unpacked page
 */
export type Decompress = (bytes: Uint8Array, size: number) => Uint8Array;

/** What a page of Zstandard may take while it is unpacked, if it says nothing of its size. */
const MOST_ZSTD_BYTES = 2 ** 27;
const MOST_ZSTD_BLOCK = 2 ** 17;

interface Zlib {
  brotliDecompressSync(bytes: Uint8Array, options: { maxOutputLength: number }): Uint8Array;
}

/**
 * Returns Node's `zlib`; undefined in a browser. Called when a file is read, and not when this file
 * is imported: answers of exercises may import all of `lib`, and the grader refuses
 * `getBuiltinModule` while they run.
 */
function zlibOfNode(): Zlib | undefined {
  const node = (globalThis as { process?: { getBuiltinModule?(name: string): unknown } }).process;
  return node?.getBuiltinModule?.('node:zlib') as Zlib | undefined;
}

/**
 * Returns decompressors for hyparquet that end, and stay in the memory that a page says it needs,
 * whatever the bytes are. Those of `hyparquet-compressors` do not: a damaged frame of Zstandard
 * takes up to 2 GB, an LZ4 block of a negative size is read again and again, and Brotli goes on
 * behind the end of its input. Node has a Brotli of its own; a browser is left with the other.
 */
export function safeCompressors(compressors: Compressors): Compressors {
  const zlib = zlibOfNode();
  const safe: Compressors = {
    ...compressors,
    ZSTD: (bytes, size) => {
      requireZstd(bytes, size);
      return compressors.ZSTD!(bytes, size);
    },
    LZ4: (bytes, size) => (isHadoopLz4(bytes) ? compressors.LZ4! : compressors.LZ4_RAW!)(bytes, size),
    ...(zlib && {
      BROTLI: (bytes: Uint8Array, maxOutputLength: number) =>
        new Uint8Array(zlib.brotliDecompressSync(bytes, { maxOutputLength })),
    }),
  };
  // The empty dictionary of a column without values: LZ4 takes it for damaged.
  const orEmpty = (decompress: Decompress): Decompress => {
    return (bytes, size) => (size === 0 ? new Uint8Array() : decompress(bytes, size));
  };
  return Object.fromEntries(Object.entries(safe).map(([codec, decompress]) => [codec, orEmpty(decompress!)]));
}

/** Returns a function that unpacks the pages of a codec. Its result has the size that was asked for. */
export function decompressOf(codec: string, compressors: Compressors): Decompress {
  return (bytes, size) => {
    const decompress = compressors[codec as keyof Compressors];
    if (codec !== 'UNCOMPRESSED' && !decompress) throw new Error(`it has the unknown compression ${codec}`);
    const page = codec === 'UNCOMPRESSED' ? bytes : decompress!(bytes, size);
    if (page.length !== size) throw new Error(`a page says ${size} bytes, but unpacks to ${page.length}`);
    return page;
  };
}

/** Whether all blocks of Hadoop's LZ4 have sizes. They stand in front of each, the highest byte first. */
function isHadoopLz4(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length - 8; ) {
    const size = littleEndian(bytes.slice(at + 4, at + 8).reverse(), 0, 4);
    if (bytes[at]! > 127 || size >= 2 ** 31) return false;
    at += 8 + size;
  }
  return true;
}

/** @throws if the frames need far more memory than `size` */
function requireZstd(bytes: Uint8Array, size: number): void {
  let sum = 0;
  for (let at = 0; at + 6 <= bytes.length; ) {
    const { memory, end } = zstdFrame(bytes, at);
    sum += memory;
    if (sum > Math.max(2 * size, MOST_ZSTD_BYTES))
      throw new Error(`a page of ${size} bytes says that it unpacks to ${sum}`);
    at = end;
  }
}

/** Returns the memory that a frame takes at most, and where it ends. RFC 8878 has the format. */
function zstdFrame(bytes: Uint8Array, start: number): { memory: number; end: number } {
  if (bytes[start + 1] !== 0xb5) return { memory: 0, end: start + 8 + littleEndian(bytes, start + 4, 4) }; // skippable
  const flags = bytes[start + 4]!;
  const isSingle = (flags & 32) !== 0;
  const sizeBytes = flags >> 6 ? 2 ** (flags >> 6) : isSingle ? 1 : 0;
  let at = start + (isSingle ? 5 : 6) + [0, 1, 2, 4][flags & 3]!;
  const content = sizeBytes > 0 ? littleEndian(bytes, at, sizeBytes) + (sizeBytes === 2 ? 256 : 0) : 0;
  const base = 2 ** (10 + (bytes[start + 5]! >> 3));
  const window = isSingle ? 0 : base + (base / 8) * (bytes[start + 5]! & 7);
  at += sizeBytes;
  let unpacked = 0;
  for (let isLast = false; !isLast && at + 3 <= bytes.length; ) {
    const block = littleEndian(bytes, at, 3);
    const [kind, size] = [(block >> 1) & 3, block >> 3];
    unpacked += kind === 2 ? MOST_ZSTD_BLOCK : size;
    at += 3 + (kind === 1 ? 1 : size);
    isLast = (block & 1) === 1;
  }
  return { memory: content || window + unpacked, end: at + (flags & 4 ? 4 : 0) };
}
