// Replaces special characters with spaces: "don't" becomes two words.
// CAUGHT: a special character must be removed without leaving a space

export function cleanSentences(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('<br />', ' ')
    .replaceAll(/[^a-z0-9 ]/g, ' ');
}
