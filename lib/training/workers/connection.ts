import type { Socket } from 'node:net';
import { deserialize, serialize } from 'node:v8';

/** A two-way connection between processes that sends values, typed arrays included. */
export interface Connection<Incoming, Outgoing> {
  /**
   * Resolves when the value is handed to the operating system. @throws when the other side is gone
   */
  send(value: Outgoing): Promise<void>;
  /** Returns the next value. @throws when the other side is gone */
  receive(): Promise<Incoming>;
  close(): void;
}

/**
 * Returns a connection over a socket. A value is sent as four bytes with its length in bytes, then
 * its V8 serialization.
 *
 * @param other the name of the process at the other end, for error messages
 */
export function connectionOf<Incoming, Outgoing>(
  socket: Socket,
  other: string,
): Connection<Incoming, Outgoing> {
  const arrived: Incoming[] = [];
  const waiting: { resolve(value: Incoming): void; reject(error: Error): void }[] = [];
  let gone: Error | undefined;
  let chunks: Buffer[] = [];
  let bytes = 0;

  socket.on('data', (chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
    while (bytes >= 4) {
      if (chunks[0]!.length < 4) chunks = [Buffer.concat(chunks)];
      const length = 4 + chunks[0]!.readUInt32LE();
      if (bytes < length) return;
      const all = Buffer.concat(chunks);
      const value = deserialize(all.subarray(4, length)) as Incoming;
      chunks = [all.subarray(length)];
      bytes -= length;
      const next = waiting.shift();
      if (next) next.resolve(value);
      else arrived.push(value);
    }
  });
  const end = (why: string): Error => {
    const error = gone ?? new Error(`${other} is gone (${why})`);
    gone = error;
    for (const { reject } of waiting.splice(0)) reject(error);
    return error;
  };
  socket.on('error', (error) => end(error.message));
  socket.on('close', () => end('its connection closed'));

  return {
    send(value) {
      const body = serialize(value);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(body.length);
      return new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        socket.write(length);
        socket.write(body, (error) => (error ? reject(end(error.message)) : resolve()));
      });
    },
    receive() {
      const value = arrived.shift();
      if (value !== undefined) return Promise.resolve(value);
      if (gone) return Promise.reject(gone);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    close: () => socket.destroy(),
  };
}
