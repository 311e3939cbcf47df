// Removes the brackets of the tag first, so that "br" stays as a word.
// CAUGHT: the line break between two words must become one space

export function cleanSentences(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9 ]+/g, '')
    .replace(/<br \/>/g, ' ');
}
