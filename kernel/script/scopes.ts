/** Which names the scopes inside of a program declare, and what a piece of code awaits. */
import type { AnyNode, Node, Pattern, Program } from 'acorn';

/** The nodes that have their own `await`, `return` and `var`. */
export type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** Returns whether a node is a function. */
export function isFunction(node: AnyNode): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

/** Yields the nodes directly below a node, in the order of the text. */
export function* children(node: Node): Iterable<AnyNode> {
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) for (const one of value) if (isNode(one)) yield one;
    if (isNode(value)) yield value;
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** Yields the names that a pattern declares: `a`, `b` and `c` of `{ a, x: [b = 1, ...c] }`. */
export function* namesOf(pattern: Pattern | null): Iterable<string> {
  switch (pattern?.type) {
    case 'Identifier':
      yield pattern.name;
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties)
        yield* namesOf(property.type === 'RestElement' ? property.argument : property.value);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) yield* namesOf(element);
      break;
    case 'RestElement':
      yield* namesOf(pattern.argument);
      break;
    case 'AssignmentPattern':
      yield* namesOf(pattern.left);
      break;
  }
}

/** Yields the blocks of all `finally` of a program, in which a stopped cell cleans up. */
export function* cleanUpsIn(node: Node): Iterable<Node> {
  for (const child of children(node)) {
    if (child.type === 'TryStatement' && child.finalizer) yield child.finalizer;
    yield* cleanUpsIn(child);
  }
}

/** Yields the names that `var` declares anywhere in the code of a function or program. */
export function* varsOf(node: Node): Iterable<string> {
  for (const child of children(node)) {
    if (isFunction(child) || child.type === 'StaticBlock') continue;
    if (child.type === 'VariableDeclaration' && child.kind === 'var')
      for (const { id } of child.declarations) yield* namesOf(id);
    yield* varsOf(child);
  }
}

/** Yields the names that the statements of a block declare for this block. */
function* blockNames(statements: readonly AnyNode[]): Iterable<string> {
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var')
      for (const { id } of statement.declarations) yield* namesOf(id);
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration')
      if (statement.id) yield statement.id.name;
  }
}

/** Returns the names of the scope that a node opens; undefined if it opens none. */
export function scopeOf(node: AnyNode): Set<string> | undefined {
  switch (node.type) {
    case 'FunctionExpression':
    case 'FunctionDeclaration':
    case 'ArrowFunctionExpression': {
      const own = node.type === 'FunctionExpression' && node.id ? [node.id.name] : [];
      const parameters = node.params.flatMap((one) => [...namesOf(one)]);
      const inside =
        node.body.type === 'BlockStatement' ? [...varsOf(node.body), ...blockNames(node.body.body)] : [];
      const implied = node.type === 'ArrowFunctionExpression' ? [] : ['arguments'];
      return new Set([...own, ...implied, ...parameters, ...inside]);
    }
    case 'ClassExpression':
    case 'ClassDeclaration':
      return node.id ? new Set([node.id.name]) : undefined;
    case 'StaticBlock':
      return new Set([...varsOf(node), ...blockNames(node.body)]);
    case 'BlockStatement':
      return new Set(blockNames(node.body));
    case 'SwitchStatement':
      return new Set(node.cases.flatMap(({ consequent }) => [...blockNames(consequent)]));
    case 'ForStatement':
      return node.init?.type === 'VariableDeclaration' ? new Set(blockNames([node.init])) : undefined;
    case 'ForInStatement':
    case 'ForOfStatement':
      return new Set(blockNames([node.left]));
    case 'CatchClause':
      return new Set(namesOf(node.param ?? null));
  }
  return undefined;
}

/** Returns whether code awaits something outside of its inner functions. */
export function awaits(node: AnyNode | Program): boolean {
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) return true;
  for (const child of children(node)) if (!isFunction(child) && awaits(child)) return true;
  return false;
}
