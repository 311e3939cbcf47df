/**
 * Cleans a raw review, so that every word has one spelling and can be found in the vocabulary.
 *
 * IMDB's reviews come from web pages. A line break is the tag `<br />`, often two of them with no
 * space around. The steps, in this order:
 * 1. Change every letter to lower case.
 * 2. Replace every `<br />` with one space.
 * 3. Remove every character that is not a letter from a to z, a digit or a space.
 *
 * Spaces stay as they are: the tokenizer splits at them later.
 *
 * @example
 * cleanSentences("It's GREAT.<br /><br />10 of 10!"); // "its great  10 of 10"
 */
export function cleanSentences(text: string): string {
  throw new Error('not written yet: cleanSentences');
}
