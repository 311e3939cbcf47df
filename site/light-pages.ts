/**
 * Makes the pages of Sphinx's theme light. The theme loads a script of 1.5 MB that draws Font
 * Awesome's icons, though its styles draw them, too; the search and its index on each page; most of
 * its scripts before the page is shown; and 400 kB of styles in seven files, most of them unused.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { PurgeCSS } from 'purgecss';

const OPTIONS = '_static/documentation_options.js';
const STYLES = '_static/styles/site.css';
/** The theme's scripts, which add classes to pages. */
const SCRIPT = /^_static\/.*\.js$/;
/** Scripts and fonts that no page loads then. */
const UNUSED = /(^|\/)(fontawesome\.js.*|.*\.js\.map|fa-brands-.*\.woff2)$/;
const DESCRIPTION_LENGTH = 155; // characters, which search engines show

/** Makes all pages of a site light, and removes files that they do not load. */
export async function lightenSite(folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.split(sep).join('/'),
  );
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const pages = new Map(
    files.filter((name) => name.endsWith('.html')).map((name) => [name, read(name)] as const),
  );
  const sheets = new Set<string>();
  for (const [name, page] of pages)
    for (const url of stylesheetsIn(page)) sheets.add(posix.join(posix.dirname(name), url));
  const scripts = files.filter((name) => SCRIPT.test(name) && !UNUSED.test(name)).map(read);
  const styles = await usedStyles([...sheets].map((sheet) => stylesOf(sheet, read)).join('\n'), [
    ...pages.values(),
    ...scripts,
  ]);
  writeFileSync(join(folder, STYLES), styles);
  const version = createHash('sha256').update(styles).digest('hex').slice(0, 8);
  const options = read(OPTIONS).trim();
  for (const [name, page] of pages) {
    const root = posix.relative(posix.dirname(name), '.') || '.';
    const sheet = `${root}/${STYLES}?v=${version}`;
    writeFileSync(
      join(folder, name),
      lightPage(page, { options, styles: sheet, isSearch: name === 'search.html' }),
    );
  }
  for (const file of files.filter((name) => UNUSED.test(name))) rmSync(join(folder, file));
}

const STYLESHEET = /<link\b[^>]*\brel="stylesheet"[^>]*>\s*/g;

/** Returns the URLs of a page's stylesheets, without their versions. */
function stylesheetsIn(page: string): string[] {
  return [...page.matchAll(STYLESHEET)].map(([link]) => /href="([^"?]*)/.exec(link)![1]!);
}

/**
 * Returns the styles in a file with those that it imports, for a file in the folder of `STYLES`.
 */
function stylesOf(file: string, read: (file: string) => string): string {
  const place = (url: string) => posix.join(posix.dirname(file), url);
  return read(file)
    .replace(/@import\s+(?:url\()?"([^"]+)"\)?;/g, (_, url: string) => stylesOf(place(url), read))
    .replace(
      /url\((["']?)(?!data:|#|[a-z]+:|\/)([^"')]+)\1\)/g,
      (_, __, url: string) => `url(${posix.relative(posix.dirname(STYLES), place(url))})`,
    );
}

/**
 * Returns the rules of styles whose classes, ids and elements occur in pages or in their scripts.
 */
export async function usedStyles(css: string, texts: readonly string[]): Promise<string> {
  const attributes = css.match(/\[[^\]]*\]/g) ?? []; // scripts set them by other names: dataset.theme
  const words = new Set([...attributes, ...texts].flatMap((text) => text.match(/[\w-]+/g) ?? []));
  const [purged] = await new PurgeCSS().purge({
    content: [{ raw: [...words].join(' '), extension: 'txt' }],
    css: [{ raw: css }],
    defaultExtractor: (content) => content.split(' '),
  });
  return purged!.css;
}

interface PageOptions {
  /** The content of `documentation_options.js`, which becomes part of the page. */
  options: string;
  /** The URL of the styles. */
  styles: string;
  /** Whether the page needs the search. */
  isSearch: boolean;
}

/** The scripts of the search. */
const SEARCH = /(searchtools|language_data|searchindex)\.js/;

/**
 * Returns a page that loads what it needs, and runs its scripts once its text is there. Its first
 * paragraph becomes its description.
 */
export function lightPage(page: string, { options, styles, isSearch }: PageOptions): string {
  const end = page.indexOf('</head>');
  const head = page
    .slice(0, end)
    .replace(/<!-- So that users can add custom icons -->\s*/, '')
    .replace(/<script [^>]*fontawesome\.js[^>]*><\/script>\s*/, '')
    .replace(/<!-- Pre-loaded scripts [^>]*-->\s*/, '')
    .replace(/<link rel="preload" as="script"[^>]*>\s*/g, '')
    .replace(STYLESHEET, '')
    .replace(
      /<script src="[^"]*documentation_options\.js[^"]*"><\/script>/,
      () => `<script>${options}</script>`,
    )
    .replace(/<script src="([^"]*)"><\/script>\s*/g, (script, url: string) => {
      if (isSearch) return script;
      return SEARCH.test(url) ? '' : `<script defer src="${url}"></script>\n`;
    });
  const description = descriptionOf(page);
  const meta = description ? `<meta name="description" content="${description}" />\n    ` : '';
  const link = `<link rel="stylesheet" href="${styles}" />\n    `;
  return head.replace('<title>', (title) => `${meta}${link}${title}`) + page.slice(end);
}

/** Returns the first paragraph of the article, cut after a word. */
function descriptionOf(page: string): string {
  const article = page.slice(Math.max(0, page.indexOf('<article')));
  const text = [...article.matchAll(/<p>(.*?)<\/p>/gs)]
    .map(([, html]) =>
      html!
        .replace(/<[^>]*>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .find((paragraph) => paragraph.length > 30);
  if (!text || text.length <= DESCRIPTION_LENGTH) return quoted(text ?? '');
  return quoted(`${text.slice(0, DESCRIPTION_LENGTH).replace(/\s+\S*$/, '')}…`);
}

const quoted = (html: string) => html.replaceAll('"', '&quot;');
