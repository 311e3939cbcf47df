/**
 * The variables that cells share. Each has a box, and code reads and writes the box: so a function
 * of an earlier cell sees what a later cell assigns.
 */
import type { Declaration } from './cell-script';

/**
 * The place of one variable. All boxes have one shape, and V8 inlines their accessors: a loop over
 * variables of cells is about as fast as one over local variables.
 */
export class Box {
  private value: unknown = undefined;

  /** @param read returns the value as long as none was assigned, or throws */
  constructor(public read: (() => unknown) | undefined) {}

  get v(): unknown {
    return this.read === undefined ? this.value : this.read();
  }

  set v(value: unknown) {
    if (this.read !== undefined) this.read = undefined;
    this.value = value;
  }

  /** Returns what makes it again as it is now. */
  keep(): () => void {
    const { read, value } = this;
    return () => {
      this.read = read;
      this.value = value;
    };
  }
}

export interface LiveScope {
  /** Returns the box of a variable. A new one throws when it is read before it is set. */
  box(name: string): Box;
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
  const unset = new WeakMap<Box, () => never>();
  const isSet = (box: Box) => box.read === undefined || box.read !== unset.get(box);

  function box(name: string): Box {
    const known = boxes.get(name);
    if (known) return known;
    const refuse = () => {
      throw new ReferenceError(`Cannot access '${name}' before initialization`);
    };
    const fresh = new Box(refuse);
    boxes.set(name, fresh);
    unset.set(fresh, refuse);
    return fresh;
  }

  return {
    box,
    names: () => [...boxes].filter(([, one]) => isSet(one)).map(([name]) => name),
    declare(declarations) {
      for (const { name, kind } of declarations) {
        const target = box(name);
        if (kind === 'reset' || (kind === 'var' && !isSet(target))) target.v = undefined;
      }
    },
    bind(name, read) {
      box(name).read = read;
    },
  };
}
