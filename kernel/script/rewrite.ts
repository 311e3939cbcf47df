/** Rewrites the code of a cell so that its variables live in boxes and its loops can be stopped. */
import type { AnyNode, Expression, Identifier, Pattern, VariableDeclaration } from 'acorn';
import type { Edits } from './edits';
import { inserted } from './marks';
import { awaits, children, type FunctionNode, isFunction, namesOf, scopeOf } from './scopes';
import { ASKING } from './stop-states';

/** Where code goes that asks whether the cell was stopped. */
export interface Ticker {
  edited: Edits;
  /**
   * What the names of boxes begin with. Those of the host begin with `_` before it, so a variable
   * `host` hides nothing.
   */
  mark: string;
  /** Where loops clean up. */
  cleanUps: readonly Pick<AnyNode, 'start' | 'end'>[];
}

/** Where the rewritten code goes, and which names are variables. */
export interface Rewriter extends Ticker {
  /** Whether the cell declares a name at its top level. */
  isOwn(name: string): boolean;
  /** Whether the compiler has added a variable at the top level. */
  isAdded(name: string): boolean;
  /** Whether a name that no inner scope declares is a variable of this or an earlier cell. */
  isShared(name: string): boolean;
}

type Scopes = readonly ReadonlySet<string>[];

/** Rewrites a statement of the top level. */
export function rewriteTop(to: Rewriter, node: AnyNode): void {
  const { edited, mark } = to;
  if (node.type === 'VariableDeclaration') {
    if (!isOwn(to, node)) rewrite(to, node, []);
    else if (node.declarations.every(({ id }) => id.type === 'Identifier'))
      rewriteDeclaration(to, node, [], true);
    else rewriteDestructuring(to, node);
  } else if (node.type === 'ClassDeclaration' && node.id && to.isOwn(node.id.name)) {
    edited.insert(node.start, `${mark}${node.id.name}.v = `);
    rewrite(to, node, []);
    edited.insert(node.end, `, _${mark}host.done(${JSON.stringify(node.id.name)});`);
  } else {
    rewrite(to, node, []);
  }
}

/**
 * Rewrites a node and all below it.
 *
 * @param scopes the names of the scopes around it, without that of the cell
 * @param isInner whether it lies in a function
 */
export function rewrite(to: Rewriter, node: AnyNode, scopes: Scopes, isInner = false): void {
  const { edited, mark } = to;
  const isVariable = (name: string) => !scopes.some((one) => one.has(name)) && to.isShared(name);
  const visit = (child: AnyNode) => rewrite(to, child, scopes, isInner);

  switch (node.type) {
    case 'Identifier':
      if (isVariable(node.name)) edited.replace(node.start, node.end, `${mark}${node.name}.v`);
      return;
    case 'Property': {
      if (node.computed) visit(node.key);
      if (!node.shorthand) {
        visit(node.value);
        return;
      }
      const { name } = node.key as Identifier;
      if (isVariable(name)) edited.insert(node.key.end, inserted(mark, `: ${mark}${name}.v`));
      const value: AnyNode = node.value;
      if (value.type === 'AssignmentPattern') visit(value.right);
      return;
    }
    case 'MemberExpression':
      visit(node.object);
      if (node.computed) visit(node.property);
      return;
    case 'MethodDefinition':
    case 'PropertyDefinition':
      if (node.computed) visit(node.key);
      if (node.value) rewrite(to, node.value, scopes, true);
      return;
    case 'CallExpression':
      rewriteCallee(node.callee);
      node.arguments.forEach(visit);
      return;
    case 'TaggedTemplateExpression':
      rewriteCallee(node.tag);
      visit(node.quasi);
      return;
    case 'AssignmentExpression':
      visit(node.left);
      if (node.operator === '=') rewriteNamed(to, node.left, node.right, scopes, isInner);
      else visit(node.right);
      return;
    case 'ImportExpression':
      edited.replace(node.start, node.start + 'import'.length, `_${mark}host.import`);
      break;
    case 'MetaProperty':
      if (node.meta.name === 'import') edited.replace(node.start, node.end, `_${mark}host.meta`);
      return;
    case 'LabeledStatement':
      visit(node.body);
      return;
    case 'BreakStatement':
    case 'ContinueStatement':
      return;
    case 'VariableDeclaration':
      if (!isInner && node.kind === 'var' && isOwn(to, node)) {
        rewriteDeclaration(to, node, scopes, false);
        return;
      }
      break;
    case 'ForInStatement':
    case 'ForOfStatement':
      if (!isInner && node.left.type === 'VariableDeclaration' && isVar(to, node.left)) {
        const pattern = node.left.declarations[0]?.id;
        edited.replace(node.left.start, pattern?.start ?? node.left.end, '');
        if (pattern) visit(pattern);
        visit(node.right);
        addTick(to, node);
        visit(node.body);
        endTick(to, node);
        return;
      }
      break;
  }
  const own = scopeOf(node);
  const inside = own ? [...scopes, own] : scopes;
  const name = 'id' in node && (isFunction(node) || node.type.startsWith('Class')) ? node.id : undefined;
  addTick(to, node);
  for (const child of children(node))
    if (child !== name)
      rewrite(to, child, inside, isInner || isFunction(node) || node.type === 'StaticBlock');
  endTick(to, node);

  /** Without `(0, )`, a function would get the box as its `this`. */
  function rewriteCallee(callee: AnyNode): void {
    if (callee.type !== 'Identifier' || !isVariable(callee.name)) {
      visit(callee);
      return;
    }
    edited.insert(callee.start, inserted(mark, '(0, '));
    visit(callee);
    edited.insert(callee.end, inserted(mark, ')'));
  }
}

function isOwn(to: Rewriter, { declarations }: VariableDeclaration): boolean {
  return declarations.every(({ id }) => [...namesOf(id)].every((name) => to.isOwn(name)));
}

function isVar(to: Rewriter, declaration: VariableDeclaration): boolean {
  return declaration.kind === 'var' && isOwn(to, declaration);
}

/** Rewrites a declaration with patterns, so that one that fails half-way changes no variable. */
function rewriteDestructuring(to: Rewriter, node: VariableDeclaration): void {
  const { edited, mark } = to;
  const names = node.declarations.flatMap(({ id }) => [...namesOf(id)]);
  const list = names.map((name) => JSON.stringify(name)).join(', ');
  edited.insert(node.start, `{ const _${mark}undo = _${mark}host.keep(${list}); try { `);
  rewriteDeclaration(to, node, [], true);
  edited.insert(node.end, ` } catch (_${mark}error) { _${mark}undo(); throw _${mark}error; } }`);
}

/** Rewrites `const a = 1, { b } = c` to assignments: `$$a.v = 1, ({ b: $$b.v } = $$c.v)`. */
function rewriteDeclaration(
  to: Rewriter,
  { kind, start, declarations }: VariableDeclaration,
  scopes: Scopes,
  isStatement: boolean,
): void {
  const { edited, mark } = to;
  edited.replace(start, declarations[0]?.start ?? start, '');
  for (const declarator of declarations) {
    const { id, init } = declarator;
    if (kind === 'var' && !init) {
      edited.replace(declarator.start, declarator.end, 'void 0'); // a variable may be unset
      continue;
    }
    const names = [...namesOf(id)].map((name) => JSON.stringify(name)).join(', ');
    if (id.type !== 'Identifier') edited.insert(declarator.start, '(');
    rewrite(to, id, scopes);
    if (init) rewriteNamed(to, id, init, scopes, false);
    else edited.insert(declarator.end, ' = void 0');
    if (id.type !== 'Identifier') edited.insert(declarator.end, ')');
    if (isStatement) edited.insert(declarator.end, `, _${mark}host.done(${names})`);
  }
}

/** Rewrites the value that a variable gets. A function without a name gets that of the variable. */
function rewriteNamed(
  to: Rewriter,
  target: Pattern,
  value: Expression,
  scopes: Scopes,
  isInner: boolean,
): void {
  const isAnonymous =
    value.type === 'ArrowFunctionExpression' ||
    ((value.type === 'FunctionExpression' || value.type === 'ClassExpression') && !value.id);
  const gets =
    isAnonymous &&
    target.type === 'Identifier' &&
    !scopes.some((one) => one.has(target.name)) &&
    to.isShared(target.name);
  const name = gets ? JSON.stringify(target.name) : '';
  if (gets) to.edited.insert(value.start, inserted(to.mark, `{ [${name}]: `));
  rewrite(to, value, scopes, isInner);
  if (gets) to.edited.insert(value.end, inserted(to.mark, ` }[${name}]`));
}

type Loop = Extract<
  AnyNode,
  { type: 'ForStatement' | 'ForInStatement' | 'ForOfStatement' | 'WhileStatement' | 'DoWhileStatement' }
>;

function isLoop(node: AnyNode): node is Loop {
  return /^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type);
}

/**
 * Makes each round of a loop and each call of a function ask whether the cell was stopped, and each
 * `await` continue as part of its cell; does nothing for another node. A loop that awaits asks each
 * time: it may belong to a cell of before, which was stopped long ago. A loop in a `finally` says
 * that it cleans up. A function asks only for a stop that nothing has seen yet, so that what a
 * stopped cell calls in a `finally` still runs. An asynchronous function also asks whether its cell
 * is over, and remembers it.
 */
export function addTick({ edited, mark, cleanUps }: Ticker, node: AnyNode): void {
  const insert = (offset: number, text: string) => edited.insert(offset, inserted(mark, text));
  if (node.type === 'AwaitExpression') {
    insert(node.start, `_${mark}back(_${mark}cell, `);
  } else if (isFunction(node)) {
    const { body } = node;
    const start = awaits(body) ? `const _${mark}cell = _${mark}start()` : `_${mark}start()`;
    const isStopped = `_${mark}stop[0] === ${ASKING}`;
    const arrow = arrowOf(edited.source, node);
    if (body.type === 'BlockStatement')
      insert(body.start + 1, node.async ? ` ${start};` : ` if (${isStopped}) _${mark}tick();`);
    else if (arrow !== undefined) insert(arrow, `{ ${start}; return (`);
    else insert(body.start, node.async ? `(_${mark}start(), ` : `(${isStopped} && _${mark}tick(), `);
  } else if (isLoop(node)) {
    const { body } = node;
    const back = node.type === 'ForOfStatement' && node.await ? ` _${mark}back(_${mark}cell, 0);` : '';
    const cleansUp = cleanUps.some(({ start, end }) => start < node.start && node.end < end);
    const call = `_${mark}tick(${[awaits(node), cleansUp].join(', ')});`;
    const tick = awaits(node) ? ` ${call}` : ` if (_${mark}stop[0]) ${call}`;
    if (body.type === 'BlockStatement') insert(body.start + 1, back + tick);
    else insert(body.start, `{${back}${tick} `);
  }
}

/** Ends what `addTick` has begun, after all that is inside of the node was rewritten. */
export function endTick({ edited, mark }: Ticker, node: AnyNode): void {
  const insert = (offset: number, text: string) => edited.insert(offset, inserted(mark, text));
  if (node.type === 'AwaitExpression') insert(node.end, ')');
  else if (isFunction(node) && node.body.type !== 'BlockStatement') {
    if (arrowOf(edited.source, node) === undefined) insert(node.body.end, ')');
    else insert(node.end, '); }');
  } else if (isLoop(node) && node.body.type !== 'BlockStatement') insert(node.body.end, ' }');
}

/**
 * Returns the offset behind the arrow of an asynchronous function whose body is an expression that
 * awaits, and so needs a block around it; undefined for another function.
 */
function arrowOf(source: string, { async, body }: FunctionNode): number | undefined {
  if (!async || body.type === 'BlockStatement' || !awaits(body)) return undefined;
  let offset = body.start;
  while (/[\s(]/.test(source[offset - 1] ?? '')) offset -= 1;
  return source.slice(offset - 2, offset) === '=>' ? offset : undefined; // there may be a comment
}
