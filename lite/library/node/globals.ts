/** Node's globals that modules name. The build injects them. */
export { Buffer } from 'buffer/';
export { process } from './process';

const waiting: (() => void)[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => waiting.shift()?.();

/** Calls `work` after the events that wait now. `setTimeout` would wait 4 ms longer. */
export function setImmediate<Args extends unknown[]>(work: (...args: Args) => void, ...args: Args): void {
  waiting.push(() => work(...args));
  channel.port2.postMessage(undefined);
}

export const global = globalThis;
