/**
 * Returns a text in lower case, with a space for each `<br />`, and without any other character
 * than `a-z`, `0-9` and space: `"Great!<br />Don't miss it."` becomes `"great dont miss it"`.
 *
 * This is exactly `cleanSentences` of the O'Reilly tutorial. It also removes tabs, line feeds and
 * no-break spaces, so the words around them become one word.
 */
export function cleanSentences(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('<br />', ' ')
    .replace(/[^a-z0-9 ]+/g, '');
}

/** Returns the words of a text after `cleanSentences`. */
export function tokenize(text: string): string[] {
  return cleanSentences(text).split(' ').filter(Boolean);
}
