/**
 * Turns the JavaScript of a cell into a function over the live scope. Each variable of the cell's
 * top level becomes the content of a box, `$$name.v`, which all cells share. Loops and functions
 * ask whether the cell was stopped. Nothing here depends on Node, so a kernel in a browser gives
 * cells the same meaning.
 */
import type { AnyNode, Program } from 'acorn';
import { type EditedText, edits } from './edits';
import { type CellImport, importOf, parseModule } from './imports';
import { unusedMark } from './marks';
import { type Rewriter, rewrite, rewriteTop } from './rewrite';
import { awaits, cleanUpsIn, namesOf, varsOf } from './scopes';
import { hostNames, type LoopHost } from './ticks';

/**
 * How a cell declares a variable. The value of `reset` is forgotten when the cell starts: it is a
 * `var` without a value, an enum or a namespace.
 */
export type DeclarationKind = 'const' | 'let' | 'var' | 'reset' | 'function' | 'class' | 'import';

/** A variable of a cell's top level. */
export interface Declaration {
  name: string;
  kind: DeclarationKind;
}

/** A cell as a function expression. */
export interface CellScript {
  /**
   * A function of the boxes, a `CellHost`, `require` and `__dirname`. It returns a promise if it
   * awaits.
   */
  code: EditedText;
  /** The variables whose boxes the function takes, in this order. */
  boxes: string[];
  declarations: Declaration[];
  imports: CellImport[];
}

/** What a cell's code calls while it runs. */
export interface CellHost extends LoopHost {
  /** Records that these variables have got their values. */
  done(...names: string[]): void;
  /** Returns what gives variables their values of now again, except for those that are done. */
  keep(...names: string[]): () => void;
  /** Gets the value of the last expression. */
  out: { v?: unknown };
  /** `import()` */
  import(specifier: unknown, options?: unknown): Promise<unknown>;
  /** `import.meta` */
  meta: object;
}

/**
 * Returns the script of a cell.
 *
 * @param javascript the cell without types, as a module
 * @param source the cell as it was written; a name that is not in it belongs to code that the
 *   compiler added, and stays local
 * @param known the variables of earlier cells
 * @throws SyntaxError
 */
export function cellScript(javascript: string, source: string, known: ReadonlySet<string>): CellScript {
  const program = parseModule(javascript);
  const isWritten = writtenIn(source);
  const hoisted = hoistedBy(program, javascript, source);
  const all = declarationsOf(program, source, hoisted);
  const declarations = all.filter(({ name }) => isWritten(name));
  const own = new Set(declarations.map(({ name }) => name));
  const added = new Set(all.map(({ name }) => name).filter((name) => !own.has(name)));
  const used = new Set(own);
  const mark = unusedMark(javascript);
  const edited = edits(javascript);
  const to: Rewriter = {
    edited,
    mark,
    cleanUps: [...cleanUpsIn(program)],
    isOwn: (name) => own.has(name),
    isAdded: (name) => added.has(name),
    isShared(name) {
      const isShared = own.has(name) || (known.has(name) && isWritten(name));
      if (isShared) used.add(name);
      return isShared;
    },
  };
  const imports: CellImport[] = [];
  rewriteStatements(to, javascript, program.body, imports, new Set(hoisted));

  const boxes = [...used];
  const functions = declarations.filter(({ kind }) => kind === 'function').map(({ name }) => name);
  const parameters = [...boxes.map((name) => mark + name), `_${mark}host`, 'require', '__dirname'];
  const head = [
    `(${awaits(program) ? 'async ' : ''}function (${parameters.join(', ')}) { 'use strict';`,
    hostNames(mark, `_${mark}host`, awaits(program)),
    ...functions.map((name) => `${mark}${name}.v = ${name};`),
    `_${mark}host.done(${functions.map((name) => JSON.stringify(name)).join(', ')}); `,
  ].join(' ');
  edited.first(head);
  edited.insert(javascript.length, '})');
  return { code: edited.apply(), boxes, declarations, imports };
}

/**
 * Returns the variables that the compiler has made `var` because the cell has a `using`: constants,
 * classes, and others that get a value where they are declared.
 */
function hoistedBy(program: Program, javascript: string, source: string): Set<string> {
  const vars = new Set(varsOf(program));
  const names = program.body.flatMap((statement) =>
    isDisposal(statement, javascript) ? statement.block.body.flatMap((one) => [...assignedIn(one)]) : [],
  );
  const isHoisted = (name: string) =>
    vars.has(name) && !startsUndefined(name, source) && !isReset(name, source);
  return new Set(names.filter(isHoisted));
}

/** Whether a cell declares an enum or a namespace. */
function isReset(name: string, source: string): boolean {
  return new RegExp(`\\b(enum|namespace|module)\\s+${escaped(name)}\\b`).test(source);
}

/** Whether a cell declares a variable that is `undefined` at first: `var name`, `let name;`. */
function startsUndefined(name: string, source: string): boolean {
  const word = `(?<![\\w$])${escaped(name)}(?![\\w$])`;
  return new RegExp(
    `\\bvar\\s+(?:[{[][^=;]*)?${word}|\\blet\\s+${word}\\s*(?::[^=;\\n]*)?(?:[;,\\n]|$)`,
  ).test(source);
}

/** Yields the names that a statement gives their values. */
function* assignedIn(statement: AnyNode): Iterable<string> {
  if (statement.type === 'VariableDeclaration')
    for (const { id, init } of statement.declarations) if (init) yield* namesOf(id);
  if (statement.type !== 'ExpressionStatement') return;
  const { expression } = statement;
  if (expression.type === 'AssignmentExpression' && expression.operator === '=')
    yield* namesOf(expression.left);
}

function declarationsOf(program: Program, source: string, hoisted: ReadonlySet<string>): Declaration[] {
  const found = new Map<string, DeclarationKind>();
  for (const name of varsOf(program)) found.set(name, isReset(name, source) ? 'reset' : 'var');
  for (const given of program.body) {
    const statement = declarationIn(given);
    if (statement.type === 'ImportDeclaration')
      for (const { local } of statement.specifiers) found.set(local.name, 'import');
    if (statement.type === 'FunctionDeclaration' && statement.id) found.set(statement.id.name, 'function');
    if (statement.type === 'ClassDeclaration' && statement.id) found.set(statement.id.name, 'class');
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement.declarations)
      for (const name of namesOf(id)) {
        if (statement.kind === 'const' || statement.kind === 'let') found.set(name, statement.kind);
        else if (!init) found.set(name, 'reset');
      }
  }
  return [...found].map(([name, kind]) => ({ name, kind: hoisted.has(name) ? 'let' : kind }));
}

/** Returns what tells whether a cell contains a name. A letter like `ä` may be an escape there. */
function writtenIn(source: string): (name: string) => boolean {
  const words = new Set(source.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  const hasEscapes = source.includes('\\u');
  return (name) => words.has(name) || (hasEscapes && /[^\w$]/.test(name));
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}

function declarationIn(statement: AnyNode): AnyNode {
  const isExport =
    statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration';
  return (isExport && statement.declaration) || statement;
}

/**
 * Rewrites the statements of the top level and collects what they import.
 *
 * @param hoisted the variables that the compiler has hoisted and that have no values yet
 */
function rewriteStatements(
  to: Rewriter,
  javascript: string,
  statements: readonly AnyNode[],
  imports: CellImport[],
  hoisted: Set<string>,
): void {
  const last = statements.filter((one) => !isModuleSyntax(one) && one.type !== 'EmptyStatement').at(-1);
  for (const statement of statements) {
    if (isModuleSyntax(statement)) {
      if (statement.type === 'ImportDeclaration') imports.push(importOf(statement));
      else if (statement.source) imports.push({ specifier: String(statement.source.value), names: [] });
      to.edited.replace(statement.start, statement.end, '');
      continue;
    }
    const inner = declarationIn(statement);
    if (inner !== statement) to.edited.replace(statement.start, inner.start, '');
    if (isDisposal(inner, javascript)) {
      rewriteStatements(to, javascript, inner.block.body, imports, hoisted);
      if (inner.handler) rewrite(to, inner.handler, []);
      if (inner.finalizer) rewrite(to, inner.finalizer, []);
    } else if (isHoisted(inner, hoisted)) {
      rewriteTop(to, inner);
      const names = [...assignedIn(inner)];
      for (const name of names) hoisted.delete(name);
      const end = javascript[inner.end - 1] === ';' ? inner.end - 1 : inner.end;
      to.edited.insert(
        end,
        `, _${to.mark}host.done(${names.map((name) => JSON.stringify(name)).join(', ')})`,
      );
    } else if (statement === last && isValue(inner, javascript) && !isAdded(to, inner)) {
      const end = javascript[inner.end - 1] === ';' ? inner.end - 1 : inner.end;
      to.edited.insert(inner.start, `_${to.mark}host.out.v = (`);
      rewrite(to, inner, []);
      to.edited.insert(end, ')');
    } else if (inner !== statement && isValue(inner, javascript)) {
      to.edited.insert(inner.start, '(');
      rewrite(to, inner, []);
      to.edited.insert(inner.end, ');');
    } else {
      rewriteTop(to, inner);
    }
  }
}

type ModuleSyntax = Extract<
  AnyNode,
  { type: 'ImportDeclaration' | 'ExportAllDeclaration' | 'ExportNamedDeclaration' }
>;

/** Whether a statement only imports or exports. */
function isModuleSyntax(node: AnyNode): node is ModuleSyntax {
  return (
    node.type === 'ImportDeclaration' ||
    node.type === 'ExportAllDeclaration' ||
    (node.type === 'ExportNamedDeclaration' && !node.declaration)
  );
}

/** A call that prints. That it returns `true` is no result. */
const PRINTS = /^process\.std(?:out|err)\.write\(/;

/** Whether a statement is an expression. A function without a name is one, too. */
function isValue(node: AnyNode, javascript: string): boolean {
  if (PRINTS.test(javascript.slice(node.start, node.end))) return false;
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') return !node.id;
  return node.type === 'ExpressionStatement' || !/(Declaration|Statement)$/.test(node.type);
}

/** Whether a statement was a declaration: TypeScript hoists `const a = 1` and leaves `a = 1`. */
function isHoisted(node: AnyNode, hoisted: ReadonlySet<string>): boolean {
  return node.type === 'ExpressionStatement' && [...assignedIn(node)].some((name) => hoisted.has(name));
}

/**
 * Whether the compiler has added an expression, as it does after a class with decorators: that
 * assigns or calls a variable that the cell does not declare.
 */
function isAdded({ isAdded }: Rewriter, node: AnyNode): boolean {
  if (node.type !== 'ExpressionStatement') return false;
  const { expression } = node;
  const first =
    expression.type === 'CallExpression'
      ? expression.callee
      : expression.type === 'AssignmentExpression'
        ? expression.left
        : expression;
  return first.type === 'Identifier' && isAdded(first.name);
}

/**
 * Whether a statement is the `try` that the compiler, esbuild or TypeScript, puts around the code
 * after a `using`.
 */
function isDisposal(node: AnyNode, javascript: string): node is Extract<AnyNode, { type: 'TryStatement' }> {
  if (node.type !== 'TryStatement' || !node.finalizer) return false;
  return /\b(?:__callDispose\d*|__disposeResources)\(/.test(
    javascript.slice(node.finalizer.start, node.finalizer.end),
  );
}
