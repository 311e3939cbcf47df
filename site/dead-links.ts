import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

/** A link or another reference in a page. */
interface Reference {
  /** The URL as it is in the HTML. */
  url: string;
  /** Whether the browser loads it to show the page. */
  loaded: boolean;
}

interface Page {
  references: Reference[];
  /** The ids that a link may have after its `#`. */
  anchors: Set<string>;
}

/**
 * Returns a message for each dead link in a folder of HTML files: links to missing files or
 * anchors, links out of the folder or from the root of the server, and scripts, styles and
 * pictures from other hosts. Other links to other hosts are not checked.
 *
 * @throws if the folder has no HTML files
 */
export function deadLinks(folder: string): string[] {
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const names = files
    .filter((name) => name.endsWith('.html'))
    .map((name) => name.split(sep).join('/'))
    .sort();
  if (names.length === 0) throw new Error(`${folder} has no HTML files: npm run site builds them`);
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
const OTHER_HOST = /^(https?:|\/\/)/i;

function faultOf(
  { url, loaded }: Reference,
  from: string,
  folder: string,
  pages: ReadonlyMap<string, Page>,
): string | undefined {
  if (SCHEME.test(url)) return loaded && OTHER_HOST.test(url) ? 'is loaded from another host' : undefined;
  const [path = '', anchor = ''] = url.split('#').map(decoded);
  const plain = path.replace(/\?.*$/, '');
  if (plain.startsWith('/')) return 'starts at the root of the server, but the site may be in a folder';
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

/** The attributes with a URL, by element. */
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
/** The types of `<link>` that a browser does not load. */
const NOT_LOADED = /^(canonical|next|prev|index|search|author|help|license)$/;

function readPage(path: string): Page {
  const page: Page = { references: [], anchors: new Set(['top']) };
  // Without scripts, so that `<noscript>` is read, too.
  const document = parse(readFileSync(path, 'utf8'), { scriptingEnabled: false });
  for (const { tagName, attrs } of elementsIn(document)) {
    const attributes = new Map(
      attrs.map(({ name, prefix, value }) => [prefixed(name, prefix), value.trim()]),
    );
    for (const key of ['id', ...(tagName === 'a' ? ['name'] : [])])
      if (attributes.has(key)) page.anchors.add(attributes.get(key)!);
    for (const key of ADDRESSES[tagName] ?? []) {
      const url = attributes.get(key);
      const link = tagName === 'link' && NOT_LOADED.test(attributes.get('rel') ?? '');
      if (url) page.references.push({ url, loaded: tagName !== 'a' && tagName !== 'area' && !link });
    }
  }
  return page;
}

const prefixed = (name: string, prefix?: string) => (prefix ? `${prefix}:${name}` : name);

/** Yields all elements below a node. */
function* elementsIn(node: Tree.ParentNode): Generator<Tree.Element> {
  for (const child of node.childNodes) {
    if (!('tagName' in child)) continue;
    yield child;
    yield* elementsIn('content' in child ? child.content : child);
  }
}
