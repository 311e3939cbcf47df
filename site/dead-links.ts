import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** A reference from a page, as it stands in its HTML. */
interface Reference {
  url: string;
  /** Whether the browser fetches it by itself, in order to show the page. */
  loaded: boolean;
}

interface Page {
  references: Reference[];
  /** What a link may point to after its `#`. */
  anchors: Set<string>;
}

/**
 * Returns what is wrong with the links in a folder of HTML, a sentence for each: links to files or anchors that are not
 * there, links that leave the folder or begin at the server's root, and scripts, styles and pictures that would be
 * fetched from elsewhere. Links that a reader follows to other hosts are not looked at.
 *
 * @throws when the folder holds no HTML
 */
export function deadLinks(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const names = files
    .filter((name) => name.endsWith('.html'))
    .map((name) => name.split(sep).join('/'))
    .sort();
  if (names.length === 0) throw new Error(`${folder} has no HTML in it: npm run site makes it`);
  const pages = new Map(names.map((name) => [name, readPage(join(folder, name))]));
  return names.flatMap((name) => {
    const urls = new Map(pages.get(name)!.references.map((reference) => [reference.url, reference]));
    return [...urls.values()].flatMap((reference) => {
      const fault = faultOf(reference, name, folder, pages);
      return fault ? [`${name}: "${reference.url}" ${fault}`] : [];
    });
  });
}

const SCHEME = /^([a-z][a-z0-9+.-]*:|\/\/)/i;
const ELSEWHERE = /^(https?:|\/\/)/i;

function faultOf(
  { url, loaded }: Reference,
  from: string,
  folder: string,
  pages: ReadonlyMap<string, Page>,
): string | undefined {
  if (SCHEME.test(url)) return loaded && ELSEWHERE.test(url) ? 'is fetched from elsewhere' : undefined;
  const [path = '', anchor = ''] = url.split('#').map(decoded);
  const plain = path.replace(/\?.*$/, '');
  if (plain.startsWith('/')) return 'begins at the root of the server, where this site need not lie';
  let target = plain ? posix.join(posix.dirname(from), plain) : from;
  if (target.startsWith('..')) return 'leaves the site';
  const found = statSync(join(folder, target), { throwIfNoEntry: false });
  if (found?.isDirectory()) target = posix.join(target, 'index.html');
  if (!found || !existsSync(join(folder, target))) return 'does not exist';
  const page = pages.get(target);
  if (!anchor || !page || page.anchors.has(anchor)) return undefined;
  return `points to an anchor that ${target} does not have`;
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

const UNREAD = /<!--.*?-->|(<(script|style)\b[^>]*>).*?<\/\2>/gis;
const TAG = /<([a-z][a-z0-9-]*)((?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?|\s*\/)*)\s*>/gi;
const ATTRIBUTE = /([^\s=>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))/g;
/** Which attributes hold an address, for elements that have one. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  area: ['href'],
  link: ['href'],
  img: ['src'],
  script: ['src'],
  source: ['src'],
  iframe: ['src'],
  object: ['data'],
  image: ['href', 'xlink:href'],
};
/** Links of these kinds say something about the page; no browser fetches them to show it. */
const NOT_LOADED = /^(canonical|next|prev|index|search|author|help|license)$/;

function readPage(path: string): Page {
  const html = readFileSync(path, 'utf8').replace(UNREAD, '$1');
  const page: Page = { references: [], anchors: new Set(['top']) };
  for (const [, name = '', text = ''] of html.matchAll(TAG)) {
    const element = name.toLowerCase();
    const attributes = attributesOf(text);
    for (const key of ['id', ...(element === 'a' ? ['name'] : [])])
      if (attributes.has(key)) page.anchors.add(attributes.get(key)!);
    for (const key of ADDRESSES[element] ?? []) {
      const url = attributes.get(key);
      const link = element === 'link' && NOT_LOADED.test(attributes.get('rel') ?? '');
      if (url) page.references.push({ url, loaded: element !== 'a' && element !== 'area' && !link });
    }
  }
  return page;
}

function attributesOf(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, key = '', double, single, bare]) => [
      key.toLowerCase(),
      unescaped(double ?? single ?? bare ?? '').trim(),
    ]),
  );
}

function unescaped(text: string): string {
  return text
    .replace(/&#(x[0-9a-f]+|\d+);/gi, (_, code: string) =>
      String.fromCodePoint(
        code[0]?.toLowerCase() === 'x' ? Number.parseInt(code.slice(1), 16) : Number(code),
      ),
    )
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
