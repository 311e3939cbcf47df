/** `node:timers/promises` in a tab. */
const wait = <T>(ms?: number, value?: T) =>
  new Promise<T | undefined>((resolve) => globalThis.setTimeout(() => resolve(value), ms));

export { wait as setTimeout };
