/**
 * Returns `text` in lower case with each `<br />` replaced by a space and everything removed that is not one of
 * `a-z`, `0-9` or a space: `"Great!<br />Don't miss it."` gives `"great dont miss it"`.
 *
 * This is the O'Reilly text's `cleanSentences`, character by character. Tabs, line feeds and no-break spaces are
 * removed like any other character, so words that only they separate grow together.
 */
export function cleanSentences(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('<br />', ' ')
    .replace(/[^a-z0-9 ]+/g, '');
}

/**
 * Returns the words of `text` after `cleanSentences`, in order; an empty array where nothing is left.
 */
export function tokenize(text: string): string[] {
  return cleanSentences(text).split(' ').filter(Boolean);
}
