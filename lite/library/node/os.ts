/** `node:os` in a tab. */
export const EOL = '\n';
export const hostname = () => 'browser';
export const tmpdir = () => '/tmp';
export const homedir = () => '/home';
export const userInfo = () => ({ homedir: homedir() });
export const platform = () => 'browser';
export const totalmem = () => 4 * 2 ** 30;
export const freemem = () => 2 ** 30;

/** WebAssembly runs on one core: a page on a plain file server has no shared memory. */
export const availableParallelism = () => 1;
export const cpus = () => [{ model: 'WebAssembly', speed: 0 }];

export default {
  EOL,
  hostname,
  tmpdir,
  homedir,
  userInfo,
  platform,
  totalmem,
  freemem,
  availableParallelism,
  cpus,
};
