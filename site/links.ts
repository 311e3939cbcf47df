/** Code, in which nothing is a link, or the address of a link or picture. */
const CODE_OR_ADDRESS = /(^|\n)(`{3,}|~{3,})[^\n]*\n[\s\S]*?\n\2(?=\n|$)|`+[^`\n]+`+|\]\(([^()\s]+)\)/g;
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * Returns a markdown text with its links and pictures pointing to where `to` says. Addresses elsewhere stay as they are;
 * anchors are written as GitHub, Sphinx and MyST have them (`#Glossary` is JupyterLab's way).
 *
 * @param to takes the address up to its anchor, which is a path
 */
export function rewriteLinks(markdown: string, to: (path: string) => string): string {
  return markdown.replace(CODE_OR_ADDRESS, (whole, _start, _fence, address: string | undefined) => {
    if (address === undefined || ELSEWHERE.test(address)) return whole;
    const [path = '', anchor] = address.split('#');
    const end = anchor === undefined ? '' : `#${anchor.toLowerCase()}`;
    return `](${path ? to(decodeURI(path)) : ''}${end})`;
  });
}

/** Returns a text as markdown that shows it just as it is, but for `code` between backticks. */
export function asMarkdown(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, n) => (n % 2 === 1 ? part : part.replace(/[\\`*_<>[\]$#|~{}]/g, '\\$&')))
    .join('');
}

/** Returns a text as a code block whose fence is longer than any in the text. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([fence]) => fence.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}
