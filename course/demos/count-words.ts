// Python's str.split() splits at these characters. JavaScript's \s has U+FEFF, but not U+001C to
// U+001F and U+0085.
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python splits at control characters
const PYTHON_WORD = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
const LINE_END = /\r\n?|\n/;

/**
 * Returns the number of words in the first line of `text`, as the O'Reilly tutorial counts the
 * words of its reviews: `len(file.readline().split())` in Python, on the raw text with its markup.
 */
export function countWords(text: string): number {
  const end = text.search(LINE_END);
  const line = end < 0 ? text : text.slice(0, end);
  return line.match(PYTHON_WORD)?.length ?? 0;
}
