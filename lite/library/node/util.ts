/** `node:util` in a tab: what the library uses of it. */
import { format, inspect, stripVTControlCharacters } from 'node-inspect-extracted';

export { format, inspect, stripVTControlCharacters };

export const isArray = Array.isArray;
export const isNullOrUndefined = (value: unknown) => value === null || value === undefined;
export const { TextDecoder, TextEncoder } = globalThis;

type Callback = (error: unknown, value: unknown) => void;

/** Returns a function with a callback as one with a promise. */
export function promisify(work: (...args: unknown[]) => void): (...args: unknown[]) => Promise<unknown> {
  return (...args) =>
    new Promise((resolve, reject) => {
      const done: Callback = (error, value) => (error ? reject(error) : resolve(value));
      work(...args, done);
    });
}

/** For packages that inherit in the way of old. */
export function inherits(child: { prototype: object }, parent: { prototype: object }): void {
  Object.setPrototypeOf(child.prototype, parent.prototype);
}

export default {
  format,
  inspect,
  isArray,
  isNullOrUndefined,
  TextDecoder,
  TextEncoder,
  stripVTControlCharacters,
  promisify,
  inherits,
};
