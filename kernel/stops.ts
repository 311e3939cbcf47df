/**
 * How the Stop button reaches a cell. A loop that awaits lets the request in, which aborts the
 * signal of the cell. A loop that never awaits sees the mark that the control thread makes in
 * shared memory.
 */
import { back, cellThatGoesOn, throwIfStopped } from './cell';
import { ASKING, STOPPING } from './script/stop-states';
import { LOOP_HOST, type LoopHost } from './script/ticks';

/** Passes the requests to stop on to the running cell. */
export interface Stops extends LoopHost {
  /**
   * Index 0: `ASKING` from the moment at which the control thread has received a stop, then
   * `STOPPING`; else 0. Index 1: 1 if the process must get no signals.
   */
  stop: Int32Array;
  /** Forbids signals. They damage a process that computes with TensorFlow: see `lib/signals.ts`. */
  forbidSignals(): void;
  /** Stops the running cell if a stop was requested that nothing has seen. */
  stopIfRequested(): void;
  /** Stops the running cell, unless a loop has already seen this request. */
  requested(): void;
  /** Calls `listener` when the running cell is to stop. It returns whether one runs. */
  onStop(listener: () => boolean): void;
  /** Records that no cell runs any more. */
  cellEnded(): void;
}

/** Returns the stops of a kernel, and offers them to the modules of the reader. */
export function createStops(): Stops {
  const stop = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  let seenEarly = 0;
  let stopRunning = () => false;
  const stops: Stops = {
    stop,
    tick(_always, cleansUp = false) {
      stops.stopIfRequested();
      throwIfStopped(cleansUp);
    },
    start() {
      if (stop[0] === ASKING) stops.tick();
      return cellThatGoesOn();
    },
    back,
    stopIfRequested() {
      if (Atomics.compareExchange(stop, 0, ASKING, STOPPING) !== ASKING) return;
      seenEarly += 1;
      stopRunning();
    },
    requested() {
      if (seenEarly > 0) {
        seenEarly -= 1;
        return;
      }
      Atomics.store(stop, 0, stopRunning() ? STOPPING : 0);
    },
    cellEnded() {
      Atomics.store(stop, 0, 0);
    },
    forbidSignals: () => void Atomics.store(stop, 1, 1),
    onStop(listener) {
      stopRunning = listener;
    },
  };
  Object.defineProperty(globalThis, LOOP_HOST, { value: stops });
  return stops;
}
