/** Bytes to read: a file, a member of an archive, or bytes in memory. */
export interface ByteSource {
  /** The file's name, for messages. Its ending is a hint at the format: `reviews.csv`. */
  name: string;
  /** How many bytes `chunks` reads. Undefined: unknown, as for a pipe. */
  size?: number;
  /**
   * Yields the bytes from the beginning.
   *
   * @param onRead receives how many of `size` bytes are read so far
   * @throws where the bytes cannot be read again, as those of a pipe
   */
  chunks(onRead?: (done: number) => void): AsyncIterable<Uint8Array>;
  /** Returns the bytes from `start` to before `end`. Absent: they can only be read in order. */
  slice?(start: number, end: number): Promise<Uint8Array>;
}

/** Returns bytes in memory as a source. */
export function bytesSource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    async *chunks(onRead) {
      yield bytes;
      onRead?.(bytes.length);
    },
    slice: async (start, end) => bytes.slice(start, end),
  };
}

/** The first bytes of a source, and all of them. */
export interface Peeked {
  head: Uint8Array;
  /** Whether `head` is the whole source. */
  isWhole: boolean;
  /**
   * Yields all bytes, those of `head` too. The first call continues where `peek` stopped, so that
   * a pipe is read only once. Later calls start again.
   */
  chunks(onRead?: (done: number) => void): AsyncIterable<Uint8Array>;
  /** Closes what is open. Not needed after `chunks`. */
  close(): Promise<void>;
}

/** Reads at least the first `count` bytes of a source, or the whole source if it is shorter. */
export async function peek(source: ByteSource, count: number): Promise<Peeked> {
  let onRead: ((done: number) => void) | undefined;
  let done = 0;
  const iterator = source
    .chunks((bytes) => {
      done = bytes;
      onRead?.(bytes);
    })
    [Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  while (length < count && !isWhole) {
    const next = await iterator.next();
    if (next.done) isWhole = true;
    else {
      chunks.push(next.value);
      length += next.value.length;
    }
  }
  let isFirst = true;
  return {
    head: joined(chunks),
    isWhole,
    async *chunks(report) {
      if (!isFirst) return yield* source.chunks(report);
      isFirst = false;
      onRead = report;
      try {
        report?.(done);
        yield* chunks;
        for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
      } finally {
        await iterator.return?.();
      }
    },
    async close() {
      if (isFirst) await iterator.return?.();
    },
  };
}

/** Returns all bytes of a source. */
export async function allBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return joined(parts);
}

/** Returns the bytes of all parts, one after another. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const filled = parts.filter(({ length }) => length > 0);
  if (filled.length === 1) return filled[0]!;
  const all = new Uint8Array(filled.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
