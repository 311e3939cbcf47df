/** Returns a Markdown table. The first row is its header. */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * Returns Markdown with its generated sections of one kind replaced. A section NAME is between
 * `<!-- KIND: NAME -->` and `<!-- end of KIND -->`.
 *
 * @param kind letters, digits and spaces only
 * @param contentOf returns the content of the section `name`, or undefined to keep it
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
