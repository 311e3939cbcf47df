// What Python's str.split() separates at. JavaScript's \s lacks U+001C to U+001F and U+0085 and has U+FEFF besides.
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python separates at these control characters
const PYTHON_WORD = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const LINE_END = /\r\n?|\n/;

/**
 * Returns how many words the first line of `text` has, as the O'Reilly text measures its reviews: Python's
 * `len(file.readline().split())` on the raw text, markup included.
 */
export function countWords(text: string): number {
  const end = text.search(LINE_END);
  const line = end < 0 ? text : text.slice(0, end);
  return line.match(PYTHON_WORD)?.length ?? 0;
}
