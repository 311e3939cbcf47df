/** What is used here of jsfive, which has no types. */
declare module 'jsfive' {
  /** A group: a folder in an HDF5 file. */
  export class Group {
    readonly keys: string[];
    readonly attrs: Record<string, unknown>;
    /** @throws if there is nothing at this path */
    get(path: string): Group | Dataset;
  }
  export class Dataset {
    readonly shape: number[];
    /** The element type in NumPy's spelling: `<f4`. */
    readonly dtype: unknown;
    readonly value: ArrayLike<number>;
  }
  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
