/** What modules and cells import. */
import { type AnyNode, type ImportDeclaration, type Program, parse } from 'acorn';
import { edits } from './edits';
import { children } from './scopes';

/** A module that a cell or another module imports, before its code runs. */
export interface CellImport {
  specifier: string;
  /** The local name of each export: `default`, `*` for the whole module. */
  names: { local: string; exported: string }[];
}

/**
 * Returns the syntax tree of an ES module.
 *
 * @throws SyntaxError
 */
export function parseModule(javascript: string): Program {
  return parse(javascript, { ecmaVersion: 'latest', sourceType: 'module', allowAwaitOutsideFunction: true });
}

/**
 * Returns what a module's text imports, and what it exports of others.
 *
 * @throws SyntaxError
 */
export function importsOf(javascript: string): CellImport[] {
  return parseModule(javascript).body.flatMap((one) => {
    if (one.type === 'ImportDeclaration') return [importOf(one)];
    const isExport = one.type === 'ExportAllDeclaration' || one.type === 'ExportNamedDeclaration';
    return isExport && one.source ? [{ specifier: String(one.source.value), names: [] }] : [];
  });
}

/** Returns what an import declaration imports. */
export function importOf({ specifiers, source }: ImportDeclaration): CellImport {
  const names = specifiers.map((one) => {
    const local = one.local.name;
    if (one.type === 'ImportDefaultSpecifier') return { local, exported: 'default' };
    if (one.type === 'ImportNamespaceSpecifier') return { local, exported: '*' };
    const { imported } = one;
    return { local, exported: imported.type === 'Identifier' ? imported.name : String(imported.value) };
  });
  return { specifier: String(source.value), names };
}

/**
 * Returns a module whose `import()` calls another function.
 *
 * @param name that of the function
 */
export function withImportCalls(javascript: string, name: string): string {
  if (!/\bimport\s*\(/.test(javascript)) return javascript;
  const edited = edits(javascript);
  const visit = (node: AnyNode) => {
    if (node.type === 'ImportExpression') edited.replace(node.start, node.start + 'import'.length, name);
    for (const child of children(node)) visit(child);
  };
  visit(parseModule(javascript));
  return edited.apply().text;
}
