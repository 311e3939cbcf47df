import type { Writable } from 'zeromq';

/**
 * Returns how to send through a socket without waiting for what was sent before. A socket that cannot take more at
 * once refuses a second message until the first is gone, so these then wait in line.
 */
export function inOrder(socket: Pick<Writable<Buffer[]>, 'send'>): (frames: Buffer[]) => Promise<void> {
  let last = Promise.resolve();
  let inLine = 0;

  return (frames) => {
    if (inLine === 0) {
      try {
        last = socket.send(frames);
        return last;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      }
    }
    inLine += 1;
    last = last
      .catch(() => {}) // whoever sent that one hears of it
      .then(() => {
        inLine -= 1;
        return socket.send(frames);
      });
    return last;
  };
}
