/** The fields of a syntax tree's node that the grader reads. */
export interface SyntaxNode {
  type: string;
  start: number;
  name?: string;
  value?: unknown;
  source?: { value?: unknown } | null;
  /** A node, or whether the body of an arrow function is one. */
  expression?: unknown;
  importKind?: string;
  exportKind?: string;
  computed?: boolean;
  declare?: boolean;
  kind?: string;
  id?: SyntaxNode | null;
  body?: SyntaxNode | SyntaxNode[] | null;
  consequent?: SyntaxNode | SyntaxNode[] | null;
  declaration?: SyntaxNode | null;
  declarations?: SyntaxNode[];
  init?: SyntaxNode | null;
  params?: SyntaxNode[];
  param?: SyntaxNode | null;
  parameter?: SyntaxNode;
  properties?: SyntaxNode[];
  elements?: (SyntaxNode | null)[];
  argument?: SyntaxNode | null;
  left?: SyntaxNode;
}

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

/** Returns whether a node is a function. */
export const isFunction = ({ type }: SyntaxNode) => FUNCTIONS.includes(type);

/**
 * Returns the names that a node declares for itself and all of its descendants: parameters, and what
 * is declared with `const`, `let`, `function` or `class`.
 *
 * A name that is missing here makes the grader refuse a right answer. One too many would let an
 * answer reach what the grader locks, so these are left out:
 * - `var`, and outside of functions all but functions. An answer becomes the body of a function with
 *   the parameters `module` and `require`. There `var require` is this parameter, and a compiler may
 *   turn `let` and `class` into `var`;
 * - what is only declared (`declare const require`, a function without a body): it does not run;
 * - imports, enums, namespaces, and the names of function expressions.
 */
export function declaredIn(node: SyntaxNode, inFunction: boolean): string[] {
  const { type, body, consequent, params = [] } = node;
  if (isFunction(node)) return params.flatMap(namesIn);
  if (type === 'Program') return statementsOf(body).filter(declaresFunction).flatMap(declaredBy);
  if (!inFunction) return [];
  if (type === 'BlockStatement') return statementsOf(body).flatMap(declaredBy);
  if (type === 'SwitchCase') return statementsOf(consequent).flatMap(declaredBy);
  if (type === 'CatchClause') return namesIn(node.param);
  if (type === 'ForStatement') return declaredBy(node.init);
  return type === 'ForInStatement' || type === 'ForOfStatement' ? declaredBy(node.left) : [];
}

const statementsOf = (body: SyntaxNode['body']) => (Array.isArray(body) ? body : []);

function declaresFunction({ type, declaration }: SyntaxNode): boolean {
  return (type === 'ExportNamedDeclaration' ? declaration?.type : type) === 'FunctionDeclaration';
}

/** Returns the names that a statement declares for the block that it is in. */
function declaredBy(statement?: SyntaxNode | null): string[] {
  if (!statement || statement.declare) return [];
  const { type, kind, declarations = [] } = statement;
  if (type === 'ExportNamedDeclaration') return declaredBy(statement.declaration);
  if (type === 'FunctionDeclaration' || type === 'ClassDeclaration') return namesIn(statement.id);
  return type === 'VariableDeclaration' && kind !== 'var'
    ? declarations.flatMap(({ id }) => namesIn(id))
    : [];
}

/** Returns the names that a pattern declares: `a`, `[a, b]`, `{ a, ...b }`, `a = 1`. */
function namesIn(pattern?: SyntaxNode | null): string[] {
  if (!pattern) return [];
  const { type, name, properties = [], elements = [] } = pattern;
  if (type === 'Identifier') return name ? [name] : [];
  if (type === 'ObjectPattern') return properties.flatMap(namesIn);
  if (type === 'ArrayPattern') return elements.flatMap(namesIn);
  if (type === 'Property') return namesIn(pattern.value as SyntaxNode);
  if (type === 'RestElement') return namesIn(pattern.argument);
  if (type === 'AssignmentPattern') return namesIn(pattern.left);
  return type === 'TSParameterProperty' ? namesIn(pattern.parameter) : [];
}
