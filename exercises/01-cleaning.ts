/**
 * Cleans a review as it stands in the data set, so that the same word is always written the same way and can be
 * found in the vocabulary.
 *
 * IMDB's reviews come from a web page: a line break is the tag `<br />`, often two of them with no space around.
 * In this order,
 * 1. every letter becomes lower case,
 * 2. every `<br />` becomes one space,
 * 3. every character that is not a letter from a to z, a digit or a space is removed.
 *
 * Spaces stay as they are: splitting into words takes care of them later.
 *
 * @example
 * cleanSentences("It's GREAT.<br /><br />10 of 10!"); // "its great  10 of 10"
 */
export function cleanSentences(text: string): string {
  throw new Error('not written yet: cleanSentences');
}
