import type { Writable } from 'zeromq';

/**
 * Returns a function that sends messages through a socket in order, without awaiting earlier ones.
 * A busy ZeroMQ socket rejects a message until the one before it is sent, so messages are queued.
 */
export function inOrder(socket: Pick<Writable<Buffer[]>, 'send'>): (frames: Buffer[]) => Promise<void> {
  let last = Promise.resolve();
  let queued = 0;

  return (frames) => {
    if (queued === 0) {
      try {
        last = socket.send(frames);
        return last;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      }
    }
    queued += 1;
    last = last
      .catch(() => {}) // the sender of that message gets the error
      .then(() => {
        queued -= 1;
        return socket.send(frames);
      });
    return last;
  };
}
