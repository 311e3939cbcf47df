/**
 * Returns the configuration of a project in a tab: that of `kernel/types/options.ts`, with the
 * libraries of today's browsers.
 *
 * @param files the names of its files
 */
export function projectConfig(files: readonly string[]): string {
  return JSON.stringify({
    compilerOptions: {
      target: 'esnext',
      module: 'preserve',
      moduleResolution: 'bundler',
      lib: ['esnext', 'dom', 'dom.iterable', 'dom.asynciterable'],
      typeRoots: ['/node_modules/@types'],
      types: ['node'],
      jsx: 'preserve',
      strict: true,
      esModuleInterop: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      allowUnreachableCode: true,
      allowUnusedLabels: true,
      noEmit: true,
    },
    files,
  });
}
