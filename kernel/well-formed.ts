/**
 * Returns JSON in which each half of a surrogate pair that stands alone is U+FFFD, as Node prints
 * it to a terminal. Python cannot encode such a half, so a notebook with one could not be saved.
 */
export function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/\\(?:\\|u(d[89a-f][\da-f]{2}))/g, (found, half) => (half ? '\ufffd' : found));
}
