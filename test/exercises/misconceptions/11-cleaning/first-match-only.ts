// Calls replace with a string, which replaces its first occurrence only.
// CAUGHT: every line break must become its own space

export function cleanSentences(text: string): string {
  return text
    .toLowerCase()
    .replace('<br />', ' ')
    .replace(/[^a-z0-9 ]+/g, '');
}
