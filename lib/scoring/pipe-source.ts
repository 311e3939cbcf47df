import type { ByteSource } from '../reading';

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
