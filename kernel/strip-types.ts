import { transform } from 'esbuild';
import type { StripTypes } from './compile-cell';

const SETTINGS = {
  loader: 'ts',
  target: 'es2022',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
  sourcemap: 'external',
} as const;

/** Removes the types of a cell, by esbuild. */
export const stripTypes: StripTypes = async (code) => {
  const { code: javascript, map } = await transform(code, SETTINGS);
  return { javascript, map };
};
