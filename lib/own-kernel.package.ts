/** Returns nothing: the package compiles no kernel of its own. */
export function compiledOwnKernel(): undefined {
  return undefined;
}
