/** `node:fs/promises` in a tab: see `fs.ts`. */
import { promises } from './fs';

export const {
  access,
  appendFile,
  copyFile,
  cp,
  link,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  truncate,
  unlink,
  utimes,
  writeFile,
} = promises;
export default promises;
