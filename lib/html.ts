/**
 * Quotes are numeric, because Plotly, which parses some HTML in labels, does not know `&quot;`.
 */
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/**
 * The tag that forbids a page scripts, and everything from other places. Pages of ours have only
 * text and styles, so whatever data they show can do no more.
 */
export const CONTENT_POLICY = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">`;

/** Returns `text` with special characters escaped for HTML, SVG and Plotly's labels. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
