import { once } from 'node:events';
import { connect } from 'node:net';
import getPort from 'get-port';
import { expect, test } from 'vitest';
import { openRouter } from '../../kernel/zmtp';

/** Connects, sends bytes after the greeting, and waits until the other side hangs up. */
async function hungUp(port: number, bytes: Buffer): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.resume();
  await once(socket, 'connect');
  socket.write(Buffer.concat([Buffer.alloc(64), bytes]));
  await once(socket, 'close');
}

test('a peer that sends a frame of another form, or one too large, is disconnected, and others are served', async () => {
  const port = await getPort({ host: '127.0.0.1' });
  const router = await openRouter(`tcp://127.0.0.1:${port}`, () => {});
  try {
    const cutOff = Buffer.from([4, 7, ...Buffer.from('\x05READY\x03')]);
    await hungUp(port, cutOff);
    const large = Buffer.alloc(9);
    large[0] = 2;
    large.writeBigUInt64BE(2n ** 40n, 1);
    await hungUp(port, large);
    const other = connect(port, '127.0.0.1');
    const [greeting] = await once(other, 'data');
    expect(greeting[0]).toBe(0xff);
    other.destroy();
  } finally {
    router.close();
  }
});
