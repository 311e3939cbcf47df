import { accessSync, constants, statSync } from 'node:fs';

/**
 * Checks that there is a file to read. Node's own errors say less, and that of a folder names
 * nothing; reading a pipe would wait, and some devices have no end.
 *
 * @param remedy what to do if it is missing, for the message
 * @param mayBePipe whether a pipe will do, such as `<(zcat FILE)`. Default false
 * @throws if it is missing, is something else than a file, or may not be read
 */
export function requireFile(
  file: string,
  remedy = 'copy it there, or name another file',
  { mayBePipe = false } = {},
): void {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (!facts) throw new Error(`${file} is missing: ${remedy}`);
  if (facts.isDirectory()) throw new Error(`${file} is a folder: expected a file`);
  if (!facts.isFile() && !mayBePipe) throw new Error(`${file} is a pipe or a device: expected a file`);
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw new Error(`${file} may not be read by this user: change its permissions`, { cause: error });
  }
}
