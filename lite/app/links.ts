/**
 * Where links of lessons lead in the app. JupyterLite lets them point into its folder `files/`. That
 * has no file that the learner has changed, and little of the repository.
 */
import { showHeading } from './fragment';
import type { Commands, Document } from './jupyterlite';

/**
 * Returns the address that a link of a lesson leads to: a lesson opens as a notebook, an exercise
 * in the editor, and all else as a page of the site. Returns undefined for other links.
 *
 * @param link its address, as JupyterLite has resolved it
 * @param base the address of the app's folder, with a slash at its end. The site lies above it
 */
export function addressOfLink(link: string, base: string): string | undefined {
  const target = targetOf(link, base);
  if (!target) return undefined;
  const { path, anchor } = target;
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

/**
 * Returns the path and the heading to which a link of a lesson leads; undefined for other links.
 */
function targetOf(link: string, base: string): { path: string; anchor?: string } | undefined {
  const files = `${base}files/`;
  if (!link.startsWith(files)) return undefined;
  const [address = '', anchor] = link.slice(files.length).split('#');
  const path = decodeURIComponent(address).replace(/[/]$/, '');
  return { path, ...(anchor !== undefined && { anchor }) };
}

/** A command of JupyterLab. */
export interface LinkCommand {
  id: string;
  args: { path: string };
  /** The heading to which to scroll. */
  heading?: string;
}

/**
 * Returns the command by which JupyterLab opens what a link of a lesson leads to, beside the
 * lesson; undefined for what is not among the files of the app.
 *
 * @param link its address, as JupyterLite has resolved it
 * @param base the address of the app's folder, with a slash at its end
 */
export function commandOfLink(link: string, base: string): LinkCommand | undefined {
  const target = targetOf(link, base);
  if (!target) return undefined;
  const { path, anchor } = target;
  if (/^(exercises|notebooks)$/.test(path)) return { id: 'filebrowser:go-to-path', args: { path } };
  if (!/[.]ipynb$|^exercises[/].*[.]ts$|^notebooks[/]README[.]md$/.test(path)) return undefined;
  const heading = anchor && decodeURIComponent(anchor);
  return { id: 'docmanager:open', args: { path }, ...(heading && { heading }) };
}

/**
 * Makes the links of lessons lead there: in JupyterLab beside the lesson if it can, else in a tab
 * of their own.
 *
 * @param commands those of JupyterLab; undefined on a page that shows one file
 */
export function followLinks(base: string, commands?: Pick<Commands, 'execute'>): void {
  document.addEventListener(
    'click',
    (event) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      const address = link && addressOfLink(link.href, base);
      if (!address) return;
      event.preventDefault();
      event.stopPropagation();
      const command = commands && commandOfLink(link.href, base);
      if (command) void follow(commands, command);
      else window.open(address, '_blank', 'noopener');
    },
    { capture: true },
  );
}

async function follow(
  commands: Pick<Commands, 'execute'>,
  { id, args, heading }: LinkCommand,
): Promise<void> {
  const opened = (await commands.execute(id, args)) as Document | undefined;
  if (opened && heading) await showHeading(opened, heading);
}
