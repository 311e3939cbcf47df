import { fstatSync } from 'node:fs';

/** Returns standard input. @throws if it is a folder, which Node would read as an empty file */
export function standardInput(): NodeJS.ReadStream {
  if (fstatSync(0).isDirectory()) throw new Error('standard input is a folder: expected a file or a pipe');
  return process.stdin;
}
