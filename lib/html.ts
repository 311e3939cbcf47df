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

/** Returns `text` with special characters escaped for HTML, SVG and Plotly's labels. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
