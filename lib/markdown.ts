/** The parts of Markdown files that programs write. */

/** Returns a table. The first row is its head. */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * Returns a Markdown file with its generated sections of a kind written anew. A section called NAME stands between
 * `<!-- KIND: NAME -->` and `<!-- end of KIND -->`.
 *
 * @param contentOf what a section is to hold; undefined: what it holds
 */
export function withSections(
  markdown: string,
  kind: string,
  contentOf: (name: string) => string | undefined,
): string {
  const place = new RegExp(`(<!-- ${kind}: ([\\w-]+) -->).*?(<!-- end of ${kind} -->)`, 'gs');
  return markdown.replace(place, (present, start: string, name: string, end: string) => {
    const content = contentOf(name);
    return content === undefined ? present : `${start}\n\n${content}\n\n${end}`;
  });
}
