// Special characters become spaces: "don't" turns into two words.
// CAUGHT: a special character is removed without leaving a space

export function cleanSentences(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('<br />', ' ')
    .replaceAll(/[^a-z0-9 ]/g, ' ');
}
