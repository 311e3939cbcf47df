/** Where the rows to score come from. */
import { createReadStream, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ByteSource } from '../reading';

const CHUNK = 2 ** 18; // bytes

/** Returns a file as a source. A file whose name ends in `.gz` is decompressed. */
export function fileSource(file: string): ByteSource {
  const isCompressed = /\.gz$/i.test(file);
  return {
    name: basename(file).replace(/\.gz$/i, ''),
    size: statSync(file).size,
    async *chunks(onRead) {
      const stream = createReadStream(file, { highWaterMark: CHUNK });
      // The loop gets the error of the pipeline.
      const content = isCompressed ? pipeline(stream, createGunzip({ chunkSize: CHUNK }), () => {}) : stream;
      for await (const chunk of content) {
        onRead?.(stream.bytesRead);
        yield chunk as Buffer;
      }
    },
    ...(!isCompressed && { slice: (start: number, end: number) => sliceOf(file, start, end) }),
  };
}

async function sliceOf(file: string, start: number, end: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Returns standard input, or another pipe, as a source. It can be read once. */
export function pipeSource(name: string, pipe: AsyncIterable<Uint8Array>): ByteSource {
  let isRead = false;
  return {
    name,
    async *chunks(onRead) {
      if (isRead) throw new Error(`${name} can be read only once: save it as a file`);
      isRead = true;
      let done = 0;
      for await (const chunk of pipe) {
        done += chunk.length;
        onRead?.(done);
        yield chunk;
      }
    },
  };
}
