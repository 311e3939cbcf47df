// A string as the pattern of replace: only its first occurrence is replaced.
// CAUGHT: every line break becomes a space of its own

export function cleanSentences(text: string): string {
  return text
    .toLowerCase()
    .replace('<br />', ' ')
    .replace(/[^a-z0-9 ]+/g, '');
}
