import { inspect } from 'node:util';

/**
 * Prints promises without the symbols that Node 20 and 22 add to track their context, which differ
 * from run to run.
 */
export function hideContextOfPromises(): void {
  Object.defineProperty(Promise.prototype, inspect.custom, {
    configurable: true,
    value(this: Promise<unknown>) {
      for (const symbol of Object.getOwnPropertySymbols(this))
        Object.defineProperty(this, symbol, { enumerable: false });
      return this;
    },
  });
}
