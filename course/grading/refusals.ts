import { parseAst } from 'vite';
import { declaredIn, isFunction, type SyntaxNode } from './declared-names';
import { refusedImport } from './refused-import';

type Names = ReadonlySet<string>;

/**
 * Returns the first name or import in an answer that could reach the tests, which run in the same
 * process, and for which an answer has no use. The message starts with its line: `12: an answer
 * has no use for require: leave it out`. Returns undefined if there is none, and for code that
 * cannot be parsed, which the compiler reports.
 */
export function refusedCode(code: string): string | undefined {
  let tree: SyntaxNode;
  try {
    tree = parseAst(code, { lang: 'ts' }) as SyntaxNode;
  } catch {
    return undefined;
  }
  for (const [node, own] of nodesOf(tree, new Set())) {
    const refusal = refusedNode(node, own);
    if (refusal) return `${code.slice(0, node.start).split('\n').length}: ${refusal}`;
  }
  return undefined;
}

function refusedNode(node: SyntaxNode, own: Names): string | undefined {
  const { type, name = '', value } = node;
  const noUse = (what: string) => `an answer has no use for ${what}: leave it out`;
  if (type === 'ImportExpression') return noUse('import()');
  if (type === 'MetaProperty') return noUse('import.meta');
  if (type === 'Identifier' && /^__vi/.test(name)) return noUse(name);
  if (type === 'Identifier' && /^(require|module|globalThis|global)$/.test(name) && !own.has(name))
    return `${noUse(name)}, or rename it if it is yours`;
  if (typeof value === 'string' && value.startsWith('__vi')) return noUse(value);
  // `import a from 'fs'` and `import a = require('fs')`
  const from = type === 'TSExternalModuleReference' ? (node.expression as SyntaxNode) : node.source;
  const source = from?.value;
  const forTypesOnly = node.importKind === 'type' || node.exportKind === 'type';
  return typeof source === 'string' && !forTypesOnly ? refusedImport(source) : undefined;
}

/** What is not in the code that runs. */
const TYPES =
  /^TS(TypeAnnotation|TypeParameterDeclaration|TypeParameterInstantiation|InterfaceDeclaration|TypeAliasDeclaration)$/;
const isType = ({ type, declare }: SyntaxNode) =>
  TYPES.test(type) || (type === 'TSModuleDeclaration' && declare === true);

/**
 * Yields a node and all its descendants, each with the names that the answer itself declares there.
 * Types and names of properties, which are not variables, are left out.
 */
function* nodesOf(
  node: SyntaxNode,
  outer: Names,
  inFunction = isFunction(node),
): Generator<[SyntaxNode, Names]> {
  if (isType(node)) return;
  const declared = declaredIn(node, inFunction);
  const own = declared.length > 0 ? new Set([...outer, ...declared]) : outer;
  yield [node, own];
  for (const [key, child] of Object.entries(node)) {
    if ((key === 'property' || key === 'key') && !node.computed && child.type === 'Identifier') {
      if (/^__vi/.test(child.name)) yield [child, own];
      continue;
    }
    for (const item of Array.isArray(child) ? child : [child])
      if (item && typeof item === 'object' && typeof item.type === 'string')
        yield* nodesOf(item, own, inFunction || isFunction(item));
  }
}
