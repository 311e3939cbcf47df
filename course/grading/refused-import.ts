/** Node's modules that an answer may import: none that give access to its process. */
const ALLOWED = /^(node:)?(fs|fs\/promises|os|path|assert|assert\/strict|util)$/;

/** Returns why an answer cannot import a module; undefined if it can. */
export function refusedImport(source: string): string | undefined {
  const inLibrary = /^\.\.\/lib(\/|$)/.test(source) && !/\/\.\.(\/|$)/.test(source);
  if (inLibrary || /^\.\/[^/\\]+$/.test(source) || ALLOWED.test(source)) return undefined;
  return `an answer cannot import ${source}: it may import from ../lib and from other exercises`;
}
