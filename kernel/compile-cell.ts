/** Compiles a cell: esbuild takes the types away, and `cell-script.ts` does the rest. */
import { SourceMap } from 'node:module';
import { transform } from 'esbuild';
import { type CellScript, cellScript, importsOf } from './script/cell-script';
import type { Position } from './script/edits';
import { syntaxErrors } from './syntax-errors';
import type { Diagnostic } from './types/diagnostic';

/** A compiled cell. */
export interface CompiledCell extends CellScript {
  /** Names that the cell imports as types only. */
  importedTypes: string[];
  /** Returns the position in the cell of a position in the script. */
  original(position: Position): Position | undefined;
}

const TYPES_AWAY = {
  loader: 'ts',
  target: 'es2022',
  tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, useDefineForClassFields: true } },
} as const;

/**
 * Returns the compiled cell, or what is wrong with its syntax.
 *
 * @param known the variables of earlier cells
 */
export async function compileCell(
  code: string,
  known: ReadonlySet<string>,
): Promise<CompiledCell | Diagnostic[]> {
  try {
    const { code: javascript, map } = await transform(code, { ...TYPES_AWAY, sourcemap: 'external' });
    const script = cellScript(javascript, code, known);
    let sources: SourceMap | undefined;
    return {
      ...script,
      importedTypes: await importedTypes(code, script),
      original(position) {
        sources ??= new SourceMap(JSON.parse(map));
        const at = script.code.original(position);
        const entry = sources.findEntry(at.line, at.column);
        return 'originalLine' in entry
          ? { line: entry.originalLine, column: entry.originalColumn }
          : undefined;
      },
    };
  } catch (error) {
    return syntaxErrors(error, code);
  }
}

const TYPE_IMPORT = /^[^\S\n]*import\b[^'"`]*\btype\b/m;

/** Returns the names that only types of a cell use: those of `import type` and `{ type Name }`. */
async function importedTypes(code: string, { imports }: CellScript): Promise<string[]> {
  if (!TYPE_IMPORT.test(code)) return [];
  const asValues = code
    .replace(/^([^\S\n]*import\s+)type\s+(?!from\b)/gm, '$1')
    .replace(/^([^\S\n]*import\b[^'"`;{]*\{)([^}]*)\}/gm, (_, head: string, names: string) => {
      return `${head}${names.replace(/\btype\s+(?=[\w$])/g, '')}}`;
    });
  const { code: javascript } = await transform(asValues, TYPES_AWAY);
  const values = new Set(imports.flatMap(({ names }) => names.map(({ local }) => local)));
  const all = importsOf(javascript).flatMap(({ names }) => names.map(({ local }) => local));
  return all.filter((name) => !values.has(name));
}
