// Replaces every tag of a line break, however it is written.
// CAUGHT: only <br /> is a line break

export function cleanSentences(text: string): string {
  return text
    .toLowerCase()
    .replace(/<br\s*\/?>/g, ' ')
    .replace(/[^a-z0-9 ]/g, '');
}
