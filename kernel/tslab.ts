/**
 * tslab as this kernel uses it: its package, its kernel spec and the functions by which cells
 * display something. What turns cells into JavaScript (`converter.js`) and runs them
 * (`executor.js`) is the kernel's own, because tslab's are tied to its changed TypeScript 5.0. So
 * that TypeScript is not loaded either.
 */
import { createRequire } from 'node:module';
import { currentCell } from './cell';
import { typescriptVersion } from './types/language-server';

const COMPILER = '@tslab/typescript-for-tslab';

/** Loads tslab for the kernel, and returns its functions for cells. */
export function loadTslab(): typeof import('tslab') {
  const requireOfTslab = createRequire(require.resolve('tslab'));
  const file = requireOfTslab.resolve(COMPILER);
  // `converter.js` sets an option when it is loaded, and `public.js` reads the version.
  const standIn = { version: typescriptVersion(), sys: {} };
  requireOfTslab.cache[file] ??= {
    exports: standIn,
    loaded: true,
    id: file,
    filename: file,
  } as NodeJS.Module;
  const jupyter: typeof import('tslab/dist/jupyter') = requireOfTslab('./jupyter');
  jupyter.lastWriteDisplayData = (content, update) =>
    currentCell()?.publish(update ? 'update_display_data' : 'display_data', { ...content });
  return requireOfTslab('tslab');
}
