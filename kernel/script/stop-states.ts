/** What `LoopHost.stop` has at index 0; 0 while loops that never await need not ask. */

/** Loops and functions ask whether a stop was requested. */
export const ASKING = 1;
/** The running cell is being stopped. It may catch the error of a loop, so loops still ask. */
export const STOPPING = 2;
