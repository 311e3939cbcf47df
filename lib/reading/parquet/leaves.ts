import type { SchemaTree } from 'hyparquet';

/** Returns the columns of a schema, or of a part of it. */
export function leaves(tree: SchemaTree): SchemaTree[] {
  return tree.children.length === 0 ? [tree] : tree.children.flatMap(leaves);
}
