/** The module `tslab` for the library: that of the kernel. */
import { host } from './host';

export const { display, newDisplay } = host().tslab;
