/** A reader under test: what it reads, and what is right. */

/** A reader of files, with valid files for it. */
export interface Reader {
  name: string;
  /** Writes valid files into a folder. */
  write(folder: string): Promise<void>;
  /** Whether only one input can be read at a time in a process. Default: several can. */
  alone?: boolean;
  /** The files that are damaged, by their paths in the folder. */
  files: readonly string[];
  /**
   * Reads the files. Returns what was read in a form that `JSON.stringify` shows, or undefined if
   * the reader makes it again.
   */
  read(folder: string): unknown;
  /**
   * What shows damage. `digests`: a digest or a checksum covers all that is read, so every other
   * value is silently wrong. A function: the format has none, and the function returns which of its
   * rules a value breaks, or undefined.
   */
  judge: 'digests' | ((value: never, folder: string) => string | undefined);
}

/** Returns a reader, with the type of what it reads. */
export function reader<T>(
  of: Omit<Reader, 'read' | 'judge'> & {
    read(folder: string): T | Promise<T>;
    judge: 'digests' | ((value: T, folder: string) => string | undefined);
  },
): Reader {
  return of;
}
