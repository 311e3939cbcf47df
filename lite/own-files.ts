/** How imports name the files of the reader: the kernel, TypeScript and the library must agree. */

/**
 * Returns the files that an import may mean, the first choice first: `a.ts` or `a/index.ts` for `a`,
 * and `a.ts` for `a.js`, as TypeScript writes it.
 *
 * @param specifier what is imported: `./a`
 * @param path the path that this is: `notebooks/a`
 */
export function filesOf(specifier: string, path: string): string[] {
  if (/(^|[/])[.]{0,2}$/.test(specifier)) return [`${path}/index.ts`];
  if (path.endsWith('.json')) return [path];
  const name = path.replace(/[.][jt]s$/, '');
  return [`${name}.ts`, `${name}/index.ts`];
}
