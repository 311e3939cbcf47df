/** The part of `control-thread.cjs` that is TypeScript. */
import type { MessagePort } from 'node:worker_threads';
import { ASKING } from './script/stop-states';
import { fromFrames } from './wire';
import { openRouter } from './zmtp';

/** What the control thread is started with. */
export interface ControlData {
  /** The kernel's package. */
  root: string;
  /** The address of the control socket. */
  address: string;
  /** The connection's key. */
  key: string;
  /**
   * Gets `ASKING` at index 0 when a stop is requested. Has 1 at index 1 if the process must get no
   * signals.
   */
  stop: Int32Array;
}

/** Receives requests and passes them to the main thread, which posts the frames of the replies. */
export async function receiveControl({ address, key, stop }: ControlData, main: MessagePort): Promise<void> {
  try {
    const socket = await openRouter(address, (frames) => {
      if (isStop(frames, key)) {
        const isSecond = Atomics.exchange(stop, 0, ASKING) === ASKING;
        if (isSecond && Atomics.load(stop, 1) === 0) endScript();
        Atomics.notify(stop, 0);
      }
      main.postMessage(frames);
    });
    main.on('message', (frames: Uint8Array[] | 'close') => {
      if (frames !== 'close') {
        socket.send(frames);
        return;
      }
      socket.close();
      main.close();
    });
    main.postMessage('bound');
  } catch (error) {
    main.postMessage({ failed: error });
  }
}

/**
 * Ends the script that keeps the main thread busy and has not seen the first stop: it is in code
 * that does not ask, that of a package, say, or a regular expression. Windows has no signals.
 */
function endScript(): void {
  if (process.platform !== 'win32') process.kill(process.pid, 'SIGINT');
}

function isStop(frames: Buffer[], key: string): boolean {
  try {
    return fromFrames(frames, key).header.msg_type === 'interrupt_request';
  } catch {
    return false; // the main thread reports it
  }
}
