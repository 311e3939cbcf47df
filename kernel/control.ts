/** The kernel's control socket, which a thread of its own serves. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ControlData } from './control-thread';

/** A socket for requests and replies. */
export interface RequestSocket extends AsyncIterable<Buffer[]> {
  send(frames: Buffer[]): Promise<void>;
  readonly closed: boolean;
  /** Delivers what was sent and ends the thread. */
  close(): Promise<void>;
}

/**
 * Opens the control socket.
 *
 * @throws when the port is in use
 */
export async function openControl(data: ControlData): Promise<RequestSocket> {
  const thread = new Worker(join(__dirname, 'control-thread.cjs'), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64, stackSizeMb: 1 },
  });
  const queue: Buffer[][] = [];
  let wake = () => {};
  let closed = false;
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    thread.once('error', reject);
    thread.on('message', (message: Uint8Array[] | 'bound' | { failed: Error }) => {
      if (message === 'bound') resolve();
      else if ('failed' in message) reject(message.failed);
      else {
        queue.push(message.map((frame) => Buffer.from(frame)));
        wake();
      }
    });
  });
  thread.on('error', (error) => {
    // Nobody could stop a cell any more. The server starts a kernel that has ended again.
    console.error(error);
    process.exit(1);
  });
  return {
    async *[Symbol.asyncIterator]() {
      while (!closed) {
        const frames = queue.shift();
        if (frames) yield frames;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async send(frames) {
      thread.postMessage(frames);
    },
    get closed() {
      return closed;
    },
    close() {
      closed = true;
      thread.postMessage('close');
      wake();
      return ended;
    },
  };
}
