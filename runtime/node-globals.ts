/**
 * Globals of Node for `index.cjs`, which jsdom environments of test runners leave out. The build puts
 * them in place of the global names.
 */
export { TextDecoder, TextEncoder } from 'node:util';
