import { transform } from 'esbuild';
import type { StripTypes } from './compile-cell';
import { unusedMark } from './script/marks';

const SETTINGS = {
  loader: 'ts',
  target: 'es2022',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
  sourcemap: 'external',
} as const;

/** Semicolons, spaces and comments at the end of a text. */
const LAST_SEMICOLONS = /(?:[;\s]|\/\/[^\n]*(?=\n|$)|\/\*(?:[^*]|\*(?!\/))*\*\/)*$/;

/** What esbuild compiles by means of variables of its own: decorators, accessors and `using`. */
const ADDS_NAMES = /@|\b(?:accessor|using)\b/;

/** The names of esbuild's own variables begin so. */
const OWN_NAME = /(?<![\p{ID_Continue}$])_[\p{ID_Continue}$]*/gu;

/**
 * Removes the types of a cell, by esbuild. A constant at the end of the cell stays, and no name that
 * esbuild adds is written in the cell.
 */
export const stripTypes: StripTypes = async (code) => {
  const mark = unusedMark(code);
  const names = ADDS_NAMES.test(code) ? new Set(code.match(OWN_NAME)) : [];
  const end = `[${[mark, ...names].join(', ')}]`;
  const { code: javascript, map } = await transform(withEnd(code, end), SETTINGS)
    .catch(() => transform(`${code}\n;${end}`, SETTINGS)) // it ends with a declaration or a block
    .catch(() => transform(code, SETTINGS)); // so that the error is about the cell
  return { javascript: withoutEnd(javascript, mark), map };
};

/**
 * Returns code whose last expression is longer. esbuild drops `-1` and `NaN`, but not `-1, [$$, _a]`.
 * It also gives its own variables no name that is used there, as `_a`.
 */
function withEnd(code: string, end: string): string {
  return `${code.replace(LAST_SEMICOLONS, '')}\n, ${end}`;
}

/** Returns JavaScript without the end that was added. */
function withoutEnd(javascript: string, mark: string): string {
  const end = `\\[${mark.replaceAll('$', '\\$')}(?:, [^\\]]*)?\\]`;
  return javascript.replace(new RegExp(`, ${end}|^\\s*${end};`, 'm'), '');
}
