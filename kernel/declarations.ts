/**
 * Which declarations of earlier cells a cell sees. tslab discards all declarations of a cell that
 * fails. But a model that was built before its training was stopped exists, and a learner wants to
 * use it.
 */
import type * as ts from '@tslab/typescript-for-tslab';

/**
 * Returns the names of the variables that a compiled cell declares. The cell starts by resetting
 * them: TypeScript puts `exports.b = exports.a = void 0;` before the code of a module.
 */
export function resetBy(output: string): Set<string> {
  const lines = output.match(/^exports\..* = void 0;$/gm) ?? [];
  return new Set(
    lines.flatMap((line) => [...line.matchAll(/exports\.(\S+) =/g)].map(([, name = '']) => name)),
  );
}

/**
 * Returns declarations without those of variables that have no value because the cell failed
 * before them. Types and imports stay.
 *
 * @param declarations statements as in a `.d.ts` file
 */
export function withoutUnset(
  typescript: typeof ts,
  declarations: string,
  isSet: (name: string) => boolean,
): string {
  const file = typescript.createSourceFile(
    'declarations.d.ts',
    declarations,
    typescript.ScriptTarget.ES2022,
    true,
  );
  return file.statements.flatMap((statement) => kept(statement)).join('\n');

  function kept(statement: ts.Statement): string[] {
    if (typescript.isVariableStatement(statement)) {
      const { declarations, flags } = statement.declarationList;
      const keyword = flags & typescript.NodeFlags.Const ? 'const' : 'let';
      return declarations
        .filter(({ name }) => isSet(name.getText(file)))
        .map((declaration) => `declare ${keyword} ${declaration.getText(file)};`);
    }
    const hasValue =
      typescript.isFunctionDeclaration(statement) ||
      typescript.isClassDeclaration(statement) ||
      typescript.isEnumDeclaration(statement);
    return hasValue && statement.name && !isSet(statement.name.text) ? [] : [statement.getText(file)];
  }
}
