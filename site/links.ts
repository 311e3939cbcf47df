/** Matches code, where nothing is a link, or the address of a link or picture. */
const CODE_OR_ADDRESS = /(^|\n)(`{3,}|~{3,})[^\n]*\n[\s\S]*?\n\2(?=\n|$)|`+[^`\n]+`+|\]\(([^()\s]+)\)/g;
const ELSEWHERE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * Rewrites the relative links and pictures of a Markdown text. URLs of other hosts do not change.
 * Anchors become lower case, as in GitHub, Sphinx and MyST: JupyterLab's are `#Glossary`.
 *
 * @param to returns the new path for a path
 */
export function rewriteLinks(markdown: string, to: (path: string) => string): string {
  return markdown.replace(CODE_OR_ADDRESS, (whole, _start, _fence, address: string | undefined) => {
    if (address === undefined || ELSEWHERE.test(address)) return whole;
    const [path = '', anchor] = address.split('#');
    const end = anchor === undefined ? '' : `#${anchor.toLowerCase()}`;
    return `](${path ? to(decodeURI(path)) : ''}${end})`;
  });
}

/** Escapes a text for Markdown, except `code` between backticks. */
export function asMarkdown(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, n) => (n % 2 === 1 ? part : part.replace(/[\\`*_<>[\]$#|~{}]/g, '\\$&')))
    .join('');
}

/** Returns a text as a Markdown code block. Its fence is longer than any in the text. */
export function codeBlock(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([fence]) => fence.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}
