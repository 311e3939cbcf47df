import { parseAst } from 'vite';
import { refusedImport } from './refused-import';

/** The fields of a syntax tree's node that are read here. */
interface SyntaxNode {
  type: string;
  start: number;
  name?: string;
  value?: unknown;
  source?: { value?: unknown } | null;
  importKind?: string;
  exportKind?: string;
  computed?: boolean;
  key?: SyntaxNode;
  property?: SyntaxNode;
}

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
  for (const node of nodesOf(tree)) {
    const refusal = refusedNode(node);
    if (refusal) return `${code.slice(0, node.start).split('\n').length}: ${refusal}`;
  }
  return undefined;
}

function refusedNode(node: SyntaxNode): string | undefined {
  const { type, name = '', value } = node;
  const noUse = (what: string) => `an answer has no use for ${what}: leave it out`;
  if (type === 'ImportExpression') return noUse('import()');
  if (type === 'MetaProperty') return noUse('import.meta');
  if (type === 'Identifier' && /^(require|module|globalThis|global|__vi\w*)$/.test(name)) return noUse(name);
  if (typeof value === 'string' && value.startsWith('__vi')) return noUse(value);
  const source = node.source?.value;
  const forTypesOnly = node.importKind === 'type' || node.exportKind === 'type';
  return typeof source === 'string' && !forTypesOnly ? refusedImport(source) : undefined;
}

/** Yields a node and all its descendants, except names of properties, which are not variables. */
function* nodesOf(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const [key, child] of Object.entries(node)) {
    if ((key === 'property' || key === 'key') && !node.computed && child.type === 'Identifier') {
      if (/^__vi/.test(child.name)) yield child;
      continue;
    }
    for (const item of Array.isArray(child) ? child : [child])
      if (item && typeof item === 'object' && typeof item.type === 'string') yield* nodesOf(item);
  }
}
