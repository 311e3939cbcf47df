/**
 * The compiler options for cells, in Node and in a browser tab. Without `noUncheckedIndexedAccess`
 * course code stays readable. What differs is added: the libraries, and where types are.
 */
export const CELL_OPTIONS = {
  target: 'esnext',
  module: 'preserve',
  moduleResolution: 'bundler',
  types: ['node'],
  jsx: 'preserve',
  strict: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  skipLibCheck: true,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
  noEmit: true,
} as const;
