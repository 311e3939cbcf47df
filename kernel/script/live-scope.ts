/**
 * The variables that cells share. Each has a box, and code reads and writes the box: so a function
 * of an earlier cell sees what a later cell assigns.
 */
import type { Declaration } from './cell-script';

/** The place of one variable. */
export interface Box {
  v: unknown;
}

export interface LiveScope {
  /** Returns the box of a variable. A new one throws when it is read before it is set. */
  box(name: string): Box;
  /** Returns whether some cell has set the variable. */
  has(name: string): boolean;
  /** Returns the names of all variables that are set. */
  names(): string[];
  /** Prepares the variables that a cell declares: those of an earlier cell keep their value. */
  declare(declarations: readonly Declaration[]): void;
  /** Makes a variable follow what `read` returns, as an import does. */
  bind(name: string, read: () => unknown): void;
}

/** Returns a scope without variables. */
export function liveScope(): LiveScope {
  const boxes = new Map<string, Box>();
  const unset = new Set<string>();

  function box(name: string): Box {
    const known = boxes.get(name);
    if (known) return known;
    const fresh = {} as Box;
    boxes.set(name, fresh);
    unset.add(name);
    Object.defineProperty(fresh, 'v', {
      configurable: true,
      enumerable: true,
      get() {
        throw new ReferenceError(`Cannot access '${name}' before initialization`);
      },
      set: (value: unknown) => settle(name, fresh, value),
    });
    return fresh;
  }

  function settle(name: string, target: Box, value: unknown): void {
    unset.delete(name);
    Object.defineProperty(target, 'v', { configurable: true, enumerable: true, writable: true, value });
  }

  return {
    box,
    has: (name) => boxes.has(name) && !unset.has(name),
    names: () => [...boxes.keys()].filter((name) => !unset.has(name)),
    declare(declarations) {
      for (const { name, kind } of declarations) {
        const target = box(name);
        if (kind === 'import') continue;
        if (kind === 'reset' || (kind === 'var' && unset.has(name))) settle(name, target, undefined);
        else if (!unset.has(name) && !Object.getOwnPropertyDescriptor(target, 'v')?.writable)
          settle(name, target, target.v); // it was an import
      }
    },
    bind(name, read) {
      unset.delete(name);
      Object.defineProperty(box(name), 'v', { configurable: true, enumerable: true, get: read });
      unset.delete(name);
    },
  };
}
