/**
 * A ROUTER socket of ZeroMQ in plain Node: version 3.0 of its protocol ZMTP, without encryption.
 * The control thread uses it, because two threads must not use the native ZeroMQ of one process.
 * See rfc.zeromq.org/spec/23.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Socket } from 'node:net';

/** A socket that other sockets connect to. */
export interface RouterSocket {
  /** Sends a message to the peer that its first frame names. */
  send(frames: readonly Uint8Array[]): void;
  close(): void;
}

const MORE = 1;
const LONG = 2;
const COMMAND = 4;
const GREETING_BYTES = 64;
/** A peer that sends more in a frame, or a frame of another form, is disconnected. */
const MOST_BYTES = 2 ** 26;

/**
 * Opens a socket.
 *
 * @param address as ZeroMQ writes it: `tcp://127.0.0.1:5555`, `ipc://file`
 * @param receive gets each message, with the name of its sender as the first frame
 * @throws when the address is in use
 */
export async function openRouter(
  address: string,
  receive: (frames: Buffer[]) => void,
): Promise<RouterSocket> {
  const peers = new Map<string, Socket>();
  const server = createServer((socket) => {
    let name = Buffer.from(randomUUID());
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (peers.get(name.toString('hex')) === socket) peers.delete(name.toString('hex'));
    });
    socket.write(greeting());
    readFrames(socket, {
      ready(identity) {
        if (identity.length > 0) name = Buffer.from(identity);
        peers.set(name.toString('hex'), socket);
      },
      message: (frames) => receive([name, ...frames]),
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listenOptions(address), resolve);
  });
  return {
    send([peer, ...frames]) {
      const socket = peers.get(Buffer.from(peer ?? []).toString('hex'));
      const last = frames.length - 1;
      socket?.write(Buffer.concat(frames.map((frame, index) => encoded(frame, index < last ? MORE : 0))));
    },
    close() {
      server.close();
      for (const socket of peers.values()) socket.end();
    },
  };
}

function listenOptions(address: string): { path: string } | { host: string; port: number } {
  const [, transport, rest = ''] = /^(\w+):\/\/(.*)$/.exec(address) ?? [];
  if (transport === 'ipc') return { path: rest };
  const colon = rest.lastIndexOf(':');
  const host = rest.slice(0, colon);
  return { host: host === '*' ? '0.0.0.0' : host, port: Number(rest.slice(colon + 1)) };
}

/** The first bytes of a connection: signature, version 3.0, the mechanism NULL. Then a command. */
function greeting(): Buffer {
  const bytes = Buffer.alloc(GREETING_BYTES);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = 3;
  bytes.write('NULL', 12);
  const ready = Buffer.concat([Buffer.from('\x05READY'), property('Socket-Type', 'ROUTER')]);
  return Buffer.concat([bytes, encoded(ready, COMMAND)]);
}

function property(name: string, value: string): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(value.length);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), size, Buffer.from(value)]);
}

function encoded(frame: Uint8Array, flags: number): Buffer {
  if (frame.length < 256) return Buffer.concat([Buffer.from([flags, frame.length]), frame]);
  const head = Buffer.alloc(9);
  head[0] = flags | LONG;
  head.writeBigUInt64BE(BigInt(frame.length), 1);
  return Buffer.concat([head, frame]);
}

interface Peer {
  ready(identity: Buffer): void;
  message(frames: Buffer[]): void;
}

function readFrames(socket: Socket, peer: Peer): void {
  let bytes: Buffer = Buffer.alloc(0);
  let isGreeted = false;
  let frames: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    try {
      read(chunk);
    } catch {
      socket.destroy();
    }
  });

  /** @throws for a frame that is too large, or of another form */
  function read(chunk: Buffer): void {
    bytes = Buffer.concat([bytes, chunk]);
    if (!isGreeted) {
      if (bytes.length < GREETING_BYTES) return;
      isGreeted = true;
      bytes = bytes.subarray(GREETING_BYTES);
    }
    for (;;) {
      const flags = bytes[0] ?? 0;
      const head = flags & LONG ? 9 : 2;
      if (bytes.length < head) return;
      const size = flags & LONG ? Number(bytes.readBigUInt64BE(1)) : (bytes[1] ?? 0);
      if (size > MOST_BYTES) throw new RangeError(`a frame of ${size} bytes`);
      if (bytes.length < head + size) return;
      const body = bytes.subarray(head, head + size);
      bytes = bytes.subarray(head + size);
      if (flags & COMMAND) {
        if (body.toString('latin1', 1, 6) === 'READY') peer.ready(identityOf(body.subarray(6)));
        continue;
      }
      frames.push(body);
      if (flags & MORE) continue;
      peer.message(frames);
      frames = [];
    }
  }
}

/**
 * Returns the property `Identity` of a READY command; empty if there is none. @throws if it is cut
 * off
 */
function identityOf(properties: Buffer): Buffer {
  for (let at = 0; at < properties.length; ) {
    const nameEnd = at + 1 + (properties[at] ?? 0);
    const name = properties.toString('latin1', at + 1, nameEnd);
    const valueEnd = nameEnd + 4 + properties.readUInt32BE(nameEnd);
    if (name.toLowerCase() === 'identity') return properties.subarray(nameEnd + 4, valueEnd);
    at = valueEnd;
  }
  return Buffer.alloc(0);
}
