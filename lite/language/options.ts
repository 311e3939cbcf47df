import { CELL_OPTIONS } from '../../kernel/types/compiler-options';

/**
 * Returns the configuration of a project in a tab: that of `kernel/types/options.ts`, with the
 * libraries of today's browsers.
 *
 * @param files the names of its files
 */
export function projectConfig(files: readonly string[]): string {
  return JSON.stringify({
    compilerOptions: {
      ...CELL_OPTIONS,
      lib: ['esnext', 'dom', 'dom.iterable', 'dom.asynciterable'],
      typeRoots: ['/node_modules/@types'],
    },
    files,
  });
}
