/** Reads files of word vectors. `vector-text.ts` and `vector-binary.ts` parse their formats. */
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { requireFile } from '../files/require-file';
import { pause } from '../interrupt';
import type { Watch } from '../progress';
import { binaryParser } from './vector-binary';
import type { VectorHeader, VectorParser } from './vector-parser';
import { textParser } from './vector-text';
import type { WordVectors } from './word-vectors';

/** Options of `readVectors`. The progress is in bytes. */
export interface ReadVectorsOptions extends Watch {
  /** The name of the vectors in messages. Default: the file. */
  name?: string;
}

/** The most bytes read at once. */
const CHUNK = 2 ** 22;

/**
 * Returns the word vectors of a file. The content decides what it is read as: text of GloVe,
 * word2vec or fastText (`.vec`), or word2vec's binary format (`.bin`), each also compressed
 * (`.gz`). The file is read piece by piece: the memory is that of the float32 matrix and the words.
 * If a word occurs twice, its first vector counts.
 *
 * @throws if the file cannot be read, is empty, is cut off or has another format; if it has not as
 *   many vectors and dimensions as its header says; if a value is not a finite number, or a word is
 *   not UTF-8. The message names the file and the line.
 */
export async function readVectors(file: string, options: ReadVectorsOptions = {}): Promise<WordVectors> {
  const { isCompressed, size, textSize } = await sizesOf(file);
  let parser: VectorParser | undefined;
  let rest: Buffer = Buffer.alloc(0);
  const take = (chunk: Buffer, last: boolean) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const begun = parser ? { parser, start: 0 } : begin(file, bytes, textSize);
    parser = begun.parser;
    rest = bytes.subarray(begun.start + parser.read(bytes.subarray(begun.start), last));
  };
  const compressed = Readable.from(chunksOf(file, size, options));
  const chunks: AsyncIterable<Buffer> = isCompressed
    ? pipeline(compressed, createGunzip({ chunkSize: chunkFor(textSize) }), () => {}) // the loop gets the error
    : compressed;
  try {
    for await (const chunk of chunks) take(chunk, false);
    take(Buffer.alloc(0), true);
  } catch (error) {
    throw /^Z_/.test((error as NodeJS.ErrnoException).code ?? '')
      ? new Error(`${file} cannot be decompressed (${(error as Error).message}): copy it again`, {
          cause: error,
        })
      : error;
  }
  return parser!.finish(options.name ?? file);
}

async function* chunksOf(file: string, size: number, { progress, signal }: Watch): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: chunkFor(size) })) {
    done += (chunk as Buffer).length;
    progress?.(done, size);
    await pause(signal);
    yield chunk as Buffer;
  }
}

/** Small files need no large buffers. */
function chunkFor(size: number): number {
  return Math.min(CHUNK, Math.max(2 ** 16, size));
}

/** Returns the size of a file, and an estimate of its size after decompression. */
async function sizesOf(file: string): Promise<{ isCompressed: boolean; size: number; textSize: number }> {
  requireFile(file);
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const isCompressed = (await bytesAt(handle, 0, 2)).equals(Buffer.of(0x1f, 0x8b));
    if (!isCompressed) return { isCompressed, size, textSize: size };
    // gzip ends with the size of the content modulo 2^32. Numbers compress to less than their size.
    const ends = await bytesAt(handle, size - 4, 4);
    let textSize = ends.length === 4 ? ends.readUInt32LE() : 0;
    while (textSize < size) textSize += 2 ** 32;
    return { isCompressed, size, textSize: Math.min(textSize, 20 * size) };
  } finally {
    await handle.close();
  }
}

async function bytesAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, Math.max(0, at));
  return buffer.subarray(0, bytesRead);
}

/** Returns the parser for a file that begins with these bytes, and where it starts to read. */
function begin(file: string, bytes: Buffer, size: number): { parser: VectorParser; start: number } {
  const other = OTHER_FORMATS.find(({ magic }) => bytes.subarray(0, magic.length).equals(Buffer.from(magic)));
  if (other) throw new Error(`${file} is ${other.what}`);
  const bom = bytes.subarray(0, 3).equals(BOM) ? 3 : 0;
  const [line, count, dimensions] =
    /^(\d+)[ \t](\d+)[ \t]*\r?\n/.exec(bytes.toString('latin1', bom, bom + 64)) ?? [];
  const header: VectorHeader | undefined = line
    ? { count: Number(count), dimensions: Number(dimensions) }
    : undefined;
  const start = bom + (line?.length ?? 0);
  if (header && !(header.dimensions > 0)) throw new Error(`${file}:1: the header says 0 dimensions`);
  if (!isBinary(bytes.subarray(start, start + SAMPLE)))
    return { parser: textParser(file, size, header), start };
  if (header) return { parser: binaryParser(file, size, header), start };
  throw new Error(`${file} is neither text nor word2vec's binary format, which begins with a header`);
}

const BOM = Buffer.of(0xef, 0xbb, 0xbf);
/** The number of bytes that decide between text and binary. */
const SAMPLE = 2 ** 16;

/** Returns whether the bytes contain control characters, as nearly every float32 vector does. */
function isBinary(bytes: Buffer): boolean {
  return bytes.some((byte) => byte < 32 && !(byte >= 9 && byte <= 13));
}

/** Files that are taken for word vectors, by their first bytes. */
const OTHER_FORMATS: readonly { magic: readonly number[]; what: string }[] = [
  { magic: [0xba, 0x16, 0x4f, 0x2f], what: 'a fastText model: use the file of its vectors (.vec)' },
  { magic: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive: unpack it, and use the file in it' },
  { magic: [0x93, 0x4e, 0x55, 0x4d], what: 'a NumPy array without words: save the vectors as text' },
  { magic: [0xff, 0xfe], what: 'UTF-16: save it as UTF-8' },
  { magic: [0xfe, 0xff], what: 'UTF-16: save it as UTF-8' },
  { magic: [0x80], what: "a Python pickle, such as gensim's: write it with save_word2vec_format" },
];
