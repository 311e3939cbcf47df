import type { AnyNode } from 'acorn';
import { transform } from 'esbuild';
import type { StripTypes } from './compile-cell';
import { edits } from './script/edits';
import { parseModule } from './script/imports';
import { unusedMark } from './script/marks';
import { children } from './script/scopes';

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
 * Removes the types of a cell, by esbuild. A constant at the end of the cell stays, and no name
 * that esbuild adds is written in the cell.
 */
export const stripTypes: StripTypes = async (code) => {
  const mark = unusedMark(code);
  const names = ADDS_NAMES.test(code) ? new Set(code.match(OWN_NAME)) : [];
  const end = `[${[mark, ...names].join(', ')}]`;
  const { code: javascript, map } = await transform(withEnd(code, end), SETTINGS)
    .catch(() => transform(`${code}\n;${end}`, SETTINGS)) // it ends with a declaration or a block
    .catch(() => transform(code, SETTINGS)); // so that the error is about the cell
  return { javascript: withDecoratedNames(withoutEnd(javascript, mark)), map };
};

/** A class with decorators that uses its own name, as esbuild writes it. */
const DECORATED = /\blet (_[\p{ID_Continue}$]+) = class \1(?![\p{ID_Continue}$])/u;

/**
 * Returns JavaScript in which the name of a class with decorators means, also inside, what they
 * have made of it. esbuild writes `let _A = class _A {`, and assigns that to the outer `_A` only.
 * Here it becomes `let _A;_A = class { static { _A = this; }`, and the columns stay.
 */
function withDecoratedNames(javascript: string): string {
  if (!DECORATED.test(javascript)) return javascript;
  const edited = edits(javascript);
  const visit = (node: AnyNode) => {
    if (node.type === 'VariableDeclaration' && javascript.slice(node.start).search(DECORATED) === 0)
      for (const { id, init } of node.declarations) {
        if (id.type !== 'Identifier' || init?.type !== 'ClassExpression') continue;
        edited.replace(id.end, init.id?.end ?? id.end, `;${id.name} = class`);
        edited.insert(init.body.start + 1, ` static { ${id.name} = this; }`);
      }
    for (const child of children(node)) visit(child);
  };
  visit(parseModule(javascript));
  return edited.apply().text;
}

/**
 * Returns code whose last expression is longer. esbuild drops `-1`, but not `-1, [$$, _a]`. It also
 * gives its own variables no name that is used there, as `_a`.
 */
function withEnd(code: string, end: string): string {
  return `${code.replace(LAST_SEMICOLONS, '')}\n, ${end}`;
}

/** Returns JavaScript without the end that was added. */
function withoutEnd(javascript: string, mark: string): string {
  const end = `\\[${mark.replaceAll('$', '\\$')}(?:, [^\\]]*)?\\]`;
  return javascript.replace(new RegExp(`, ${end}|^\\s*${end};`, 'm'), '');
}
