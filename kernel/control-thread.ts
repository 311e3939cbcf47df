/** The part of `control-thread.cjs` that is TypeScript. */
import type { MessagePort } from 'node:worker_threads';
import { Router } from 'zeromq';
import { inOrder } from './send';
import { fromFrames } from './wire';

/** What the control thread is started with. */
export interface ControlData {
  /** The kernel's package. */
  root: string;
  /** The address of the control socket. */
  address: string;
  /** The connection's key. */
  key: string;
  /** Gets 1 at index 0 when a stop is requested. */
  stop: Int32Array;
}

/** Receives requests and passes them to the main thread, which posts the frames of the replies. */
export async function receiveControl({ address, key, stop }: ControlData, main: MessagePort): Promise<void> {
  const socket = new Router({ sendHighWaterMark: 0 });
  const send = inOrder(socket);
  try {
    await socket.bind(address);
  } catch (error) {
    main.postMessage({ failed: error });
    return;
  }
  main.on('message', (frames: Uint8Array[] | 'close') => {
    if (frames === 'close') {
      socket.close();
      main.close();
    } else {
      void send(frames.map((frame) => Buffer.from(frame)));
    }
  });
  main.postMessage('bound');
  for await (const frames of socket) {
    if (isStop(frames, key)) Atomics.store(stop, 0, 1);
    main.postMessage(frames);
  }
}

function isStop(frames: Buffer[], key: string): boolean {
  try {
    return fromFrames(frames, key).header.msg_type === 'interrupt_request';
  } catch {
    return false; // the main thread reports it
  }
}
