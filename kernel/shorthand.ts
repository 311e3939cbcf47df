/**
 * Works around two bugs of tslab. It rewrites variables of earlier cells (`model` becomes
 * `exports.model`), but not in shorthand properties: after `const model = ...`, a later cell's
 * `{ model }` would fail. So shorthands are expanded to `{ model: model }` first. And in a
 * destructuring pattern such as `({ runs: [run] }) => run` it mistakes the property key for a
 * variable if an earlier cell's type has that property. So property keys in patterns get no
 * symbol.
 */
import type * as ts from '@tslab/typescript-for-tslab';

/** Expands shorthand properties in everything that `program` emits from now on. */
export function expandShorthands(typescript: typeof ts, program: ts.BuilderProgram): void {
  const checker = program.getProgram().getTypeChecker();
  /** The symbols of the names that were added to the source. */
  const symbols = new WeakMap<ts.Node, ts.Symbol>();
  const { getSymbolAtLocation } = checker;
  checker.getSymbolAtLocation = (node) =>
    symbols.get(node) ?? (namesProperty(typescript, node) ? undefined : getSymbolAtLocation(node));

  const expand: ts.TransformerFactory<ts.SourceFile> = (context) => {
    const { factory } = context;
    const visit = (node: ts.Node): ts.Node => {
      if (!typescript.isShorthandPropertyAssignment(node))
        return typescript.visitEachChild(node, visit, context);
      const value = factory.createIdentifier(node.name.text);
      const symbol = checker.getShorthandAssignmentValueSymbol(node);
      if (symbol) symbols.set(value, symbol);
      const { objectAssignmentInitializer: fallback } = node; // ({ model = 1 } = settings)
      const initializer = fallback ? factory.createAssignment(value, fallback) : value;
      return typescript.setTextRange(factory.createPropertyAssignment(node.name, initializer), node);
    };
    return (file) => typescript.visitEachChild(file, visit, context);
  };

  const { emit } = program;
  program.emit = (file, write, token, onlyTypes, transformers) =>
    emit(file, write, token, onlyTypes, {
      ...transformers,
      before: [...(transformers?.before ?? []), expand],
    });
}

function namesProperty(typescript: typeof ts, node: ts.Node): boolean {
  const { parent } = node as { parent?: ts.Node };
  return parent !== undefined && typescript.isBindingElement(parent) && parent.propertyName === node;
}
