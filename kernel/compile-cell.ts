/** Compiles a cell: a compiler takes the types away, and `cell-script.ts` does the rest. */
import { originalPositions } from './platform';
import { type CellScript, cellScript } from './script/cell-script';
import type { Position } from './script/edits';
import { importsOf } from './script/imports';
import { syntaxErrors } from './syntax-errors';
import type { Diagnostic } from './types/diagnostic';

/** A compiled cell. */
export interface CompiledCell extends CellScript {
  /** Names that the cell imports as types only. */
  importedTypes: string[];
  /** Returns the position in the cell of a position in the script. */
  original(position: Position): Position | undefined;
}

/**
 * Returns a module without its types, and its source map in JSON. What newer JavaScript has than
 * ES2022 is compiled to that.
 *
 * @throws what `syntaxErrors` reads
 */
export type StripTypes = (code: string) => Promise<{ javascript: string; map: string }>;

/**
 * Returns the compiled cell, or what is wrong with its syntax.
 *
 * @param known the variables of earlier cells
 */
export async function compileCell(
  code: string,
  known: ReadonlySet<string>,
  stripTypes: StripTypes,
): Promise<CompiledCell | Diagnostic[]> {
  try {
    const { javascript, map } = await stripTypes(code);
    const script = cellScript(javascript, code, known);
    const inSource = originalPositions(map);
    return {
      ...script,
      importedTypes: await importedTypes(code, script, stripTypes),
      original(position) {
        const at = inSource(script.code.original(position));
        return at && beforeArguments(code, at);
      },
    };
  } catch (error) {
    return syntaxErrors(error, code);
  }
}

/**
 * Returns the position of the name of a function that is called at a position. Compilers differ in
 * whether they say where its arguments begin.
 */
function beforeArguments(code: string, { line, column }: Position): Position {
  const text = code.split('\n')[line] ?? '';
  if (text[column] !== '(') return { line, column };
  const [name = ''] = /[\p{ID_Continue}$]*$/u.exec(text.slice(0, column)) ?? [];
  return { line, column: column - name.length };
}

const TYPE_IMPORT = /^[^\S\n]*import\b[^'"`]*\btype\b/m;

/** Returns the names that only types of a cell use: those of `import type` and `{ type Name }`. */
async function importedTypes(
  code: string,
  { imports }: CellScript,
  stripTypes: StripTypes,
): Promise<string[]> {
  if (!TYPE_IMPORT.test(code)) return [];
  const asValues = code
    .replace(/^([^\S\n]*import\s+)type\s+(?!from\b)/gm, '$1')
    .replace(/^([^\S\n]*import\b[^'"`;{]*\{)([^}]*)\}/gm, (_, head: string, names: string) => {
      return `${head}${names.replace(/\btype\s+(?=[\w$])/g, '')}}`;
    });
  const { javascript } = await stripTypes(asValues);
  const values = new Set(imports.flatMap(({ names }) => names.map(({ local }) => local)));
  const all = importsOf(javascript).flatMap(({ names }) => names.map(({ local }) => local));
  return all.filter((name) => !values.has(name));
}
