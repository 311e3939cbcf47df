/** `private-page.ts` in browsers, which start no web server. */
export function makePrivate(): never {
  throw new Error('a browser starts no web server for charts: show them in a notebook');
}
