/**
 * Where links of lessons lead in the app. JupyterLite makes addresses in its folder `files/` of
 * them, where what the reader has changed is not, and most of the repository neither.
 */

/**
 * Returns the address that a link of a lesson leads to: a lesson opens as a notebook, an exercise in
 * the editor, and all else as a page of the site. Returns undefined for other links.
 *
 * @param link its address, as JupyterLite has resolved it
 * @param base the address of the app's folder, with a slash at its end. The site lies above it
 */
export function addressOfLink(link: string, base: string): string | undefined {
  const files = `${base}files/`;
  if (!link.startsWith(files)) return undefined;
  const [address = '', anchor] = link.slice(files.length).split('#');
  const path = decodeURIComponent(address).replace(/[/]$/, '');
  const end = anchor === undefined ? '' : `#${anchor}`;
  const inApp = (app: string) => `${base}${app}/index.html?path=${encodeURIComponent(path)}${end}`;
  if (path.endsWith('.ipynb')) return inApp('notebooks');
  if (/^exercises[/].*[.]ts$/.test(path)) return inApp('edit');
  const site = new URL('../', base).href;
  if (path === 'exercises') return `${site}exercises/index.html`;
  if (path.endsWith('.md')) return `${site}${path.replace(/[.]md$/, '.html')}${end.toLowerCase()}`;
  const isFolder = !/[.]\w+$/.test(path);
  return `${site}code/${path}${isFolder ? '/index' : ''}.html${end}`;
}

/** Makes the links of lessons lead there. Everything opens in a tab of its own, as in JupyterLite. */
export function followLinks(base: string): void {
  document.addEventListener(
    'click',
    (event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const address = link && addressOfLink(link.href, base);
      if (!address) return;
      event.preventDefault();
      event.stopPropagation();
      window.open(address, '_blank', 'noopener');
    },
    { capture: true },
  );
}
