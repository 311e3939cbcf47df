/**
 * Where the manifest and the results of units are: a folder that all machines share, or a bucket.
 * Names are paths in it, such as `results/DIGEST`.
 */
export interface UnitStore {
  /** Returns the place of a file, for messages. */
  shown(name: string): string;
  /** Returns the names of the files in a folder of it. */
  names(folder: string): Promise<string[]>;
  /** Returns the first bytes of a file, and its size. Undefined: there is no such file. */
  beginning(name: string, bytes: number): Promise<{ bytes: Buffer; size: number } | undefined>;
  /** Yields the bytes of a file from one of them on. */
  chunks(name: string, from: number): AsyncIterable<Buffer>;
  /** Returns the path of a new temporary file, which the caller writes, and removes at the end. */
  temporary(name: string): string;
  /**
   * Gives a complete temporary file its name.
   *
   * @param replace whether it replaces a file of this name
   * @returns whether it got its name. False: there is such a file
   */
  deliver(temporary: string, name: string, replace: boolean): Promise<boolean>;
  /** Writes a small file, in place of an older one. It is there whole, or not at all. */
  write(name: string, text: string): Promise<void>;
  /**
   * Takes a lock, which only one process has.
   *
   * @param what is locked, for the message
   * @param lease milliseconds without a sign of life after which a process counts as dead
   * @throws LockedError if another process has it
   */
  lock(name: string, what: string, lease: number): Promise<{ release(): Promise<void> }>;
  /**
   * Removes files and folders of it in this order, and then the store, if nothing else is in it.
   */
  remove(names: readonly string[]): Promise<void>;
  /** Makes it, as far as needed. */
  prepare(): void;
  /** Returns why this machine cannot use it; undefined if nothing is known. */
  problem(): string | undefined;
}
