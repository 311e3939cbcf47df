/** Quotes by number: Plotly, which reads a little HTML in labels, knows no `&quot;`. */
const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Returns text that shows just as it is, whatever it holds, in HTML, in SVG and in the labels of Plotly. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
