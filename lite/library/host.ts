/** What the kernel gives to the modules of cells, for the modules of this folder. */
import type { TabHost } from '../module-registry';

let current: TabHost | undefined;

/** Keeps the kernel's host. The build's entry calls it before it loads any module. */
export function setHost(host: TabHost): void {
  current = host;
}

/** @throws if no kernel has loaded the library */
export function host(): TabHost {
  if (!current) throw new Error('no kernel has loaded the library: call createRegistry first');
  return current;
}
