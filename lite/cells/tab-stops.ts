/**
 * How the Stop button reaches a cell in a browser tab. A loop that awaits lets the message in. A
 * loop that never awaits looks from time to time whether an address still exists: the page takes
 * back the address of a blob to ask for a stop. (Memory that page and worker share would be
 * simpler. Browsers give it only to sites that send certain headers, which a plain file server does
 * not.)
 */
import { back, cellThatGoesOn, throwIfStopped } from '../../kernel/cell';
import { ASKING, STOPPING } from '../../kernel/script/stop-states';
import type { LoopHost } from '../../kernel/script/ticks';
import type { Stops } from '../../kernel/stops';

/** The stops of a kernel in a tab. */
export interface TabStops extends LoopHost, Pick<Stops, 'stopIfRequested' | 'cellEnded' | 'onStop'> {
  /** Looks at this address from now on. */
  watch(address: string): void;
  /** Stops the running cell, unless a loop has already seen this request. */
  requested(): void;
}

/** The time between two looks: one costs about a millisecond. */
const LOOK_MS = 100;
/** How many calls may pass between two readings of the clock: rounds may become slow. */
const MOST_CALLS = 500;

/**
 * Returns stops.
 *
 * @param exists whether an address exists, asked synchronously
 */
export function tabStops(exists: (address: string) => boolean = isThere): TabStops {
  const stop = new Int32Array(1);
  let watched: string | undefined;
  let seenEarly = 0;
  let stopRunning = () => false;
  let lookedAt = 0;
  let readAt = 0;
  let calls = 0;
  let enough = 0; // calls until the next reading of the clock

  const stops: TabStops = {
    stop,
    tick(always = false, cleansUp = false) {
      calls += 1;
      if (always || calls >= enough) look(cleansUp);
    },
    start() {
      if (stop[0] === ASKING) stops.tick();
      return cellThatGoesOn();
    },
    back,
    stopIfRequested() {
      if (stop[0] === ASKING && watched !== undefined && !exists(watched)) seen();
    },
    requested() {
      if (seenEarly > 0) seenEarly -= 1;
      else if (stopRunning()) isStopping();
    },
    cellEnded() {
      stop[0] = watched === undefined ? 0 : ASKING;
      enough = 0;
      lookedAt = performance.now();
    },
    watch(address) {
      watched = exists(address) ? address : undefined; // else only the end of the worker helps
      if (stop[0] !== STOPPING) stops.cellEnded();
    },
    onStop(listener) {
      stopRunning = listener;
    },
  };
  return stops;

  function look(cleansUp: boolean): void {
    if (stop[0] === ASKING) readClock();
    throwIfStopped(cleansUp);
  }

  /** Reads the clock about every millisecond of a loop, however long its rounds take. */
  function readClock(): void {
    const now = performance.now();
    const passed = now - readAt;
    readAt = now;
    calls = 0;
    if (passed > 4) enough = 0;
    else if (passed < 1) enough = Math.min(enough * 2 + 1, MOST_CALLS);
    if (now - lookedAt < LOOK_MS) return;
    lookedAt = now;
    stops.stopIfRequested();
  }

  function seen(): void {
    watched = undefined; // the next stop has an address of its own
    if (!stopRunning()) return;
    seenEarly += 1;
    isStopping();
  }

  /** From now on each call throws. */
  function isStopping(): void {
    stop[0] = STOPPING;
    enough = 0;
  }
}

function isThere(address: string): boolean {
  const request = new XMLHttpRequest();
  try {
    request.open('GET', address, false);
    request.send();
    return true;
  } catch {
    return false;
  }
}
