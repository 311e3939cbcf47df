/**
 * How rewritten code says what was added to it, so that the text of a function can be shown as it
 * was. A mark is a row of dollar signs that the code did not contain before. It begins the names of
 * boxes, `$$name.v`, after `_` those of the host, and it encloses what was inserted, as comments.
 */

/** Returns the shortest mark that code does not contain. */
export function unusedMark(javascript: string): string {
  let mark = '$$';
  while (javascript.includes(mark)) mark += '$';
  return mark;
}

/** Returns a text to insert, marked so that `sourceOf` leaves it out. */
export function inserted(mark: string, text: string): string {
  return `/*${mark}*/${text}/*${mark}*/`;
}

/** Returns text with rewritten code, as that of a function, without what the kernel added. */
export function sourceOf(rewritten: string): string {
  if (!/\$\$/.test(rewritten)) return rewritten;
  const [, mark = '$$'] = /(?<![\p{ID_Continue}$])_(\$\$+)(?:stop|start)\b/u.exec(rewritten) ?? [];
  const own = mark.replaceAll('$', '\\$');
  return (
    rewritten
      // The text of a function ends before the last mark.
      .replace(new RegExp(`/\\*${own}\\*/(?:.*?/\\*${own}\\*/|\\)(?:; \\})?)`, 'g'), '')
      .replace(new RegExp(`(?<![\\p{ID_Continue}$])_${own}host\\.import\\b`, 'gu'), 'import')
      .replace(new RegExp(`(?<![\\p{ID_Continue}$])_${own}host\\.meta\\b`, 'gu'), 'import.meta')
      .replace(boxOf(own, '\\(0 ?, ', '\\)'), '$1') // in messages of V8, which print no comments
      .replace(boxOf(own), '$1')
  );
}

function boxOf(mark: string, before = '', after = ''): RegExp {
  const name = '(?!\\p{N})([\\p{ID_Continue}$]+)';
  return new RegExp(
    `${before}(?<![\\p{ID_Continue}$])${mark}${name}\\.v(?![\\p{ID_Continue}$])${after}`,
    'gu',
  );
}

/** Returns whether the text of a function is rewritten code. */
export function isRewritten(text: string): boolean {
  return /_\$\$+(?:stop|start)\b/.test(text);
}

/** Makes the text of each function that of the reader, without what the kernel added. */
export function showSourceOfFunctions(): void {
  const { toString: textOf } = Function.prototype;
  const { toString: shown } = {
    toString(this: () => void) {
      return sourceOf(textOf.call(this));
    },
  };
  Object.defineProperty(Function.prototype, 'toString', { value: shown, writable: true, configurable: true });
}
