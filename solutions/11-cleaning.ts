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
  // HINT What is left of "great.<br />film" if you remove the special characters first?
  // HINT Section "Cleaning" of notebook 07 shows one review before and after each of the three
  //      steps.
  // HINT Chain three methods of `String`: `toLowerCase`, then `replaceAll` twice. The second one
  //      takes a regular expression that names the characters to keep, [^a-z0-9 ], and ends in /g.
  // BEGIN SOLUTION cleanSentences
  return text
    .toLowerCase()
    .replaceAll('<br />', ' ')
    .replaceAll(/[^a-z0-9 ]+/g, '');
  // END SOLUTION
}
