/** What the reader sees first. */
import { START_PAGE } from '../start-page';
import { appAddress } from './address';
import { showHeading } from './fragment';
import type { App, Document } from './jupyterlite';

/** Narrower pages begin without the list of files beside the notebook, in CSS pixels. */
const NARROW = 700;

/** Returns whether this page is JupyterLab. The others show one file each. */
export function isLab(): boolean {
  return location.pathname.startsWith(new URL('lab/', appAddress()).pathname);
}

/** Shows the start page. */
export async function showStartPage(app: App): Promise<void> {
  if (isLab()) await app.commands.execute('docmanager:open', { path: START_PAGE });
  else window.open(`${appAddress()}lab/index.html?path=${START_PAGE}`, '_blank', 'noopener');
}

/** Shows the start page in JupyterLab if no file is open, and makes room on a narrow page. */
export async function begin(app: App): Promise<void> {
  await app.restored;
  if (isLab()) {
    if (innerWidth < NARROW) app.shell.collapseLeft?.();
    const widgets = [...app.shell.widgets('main')];
    const asksForFile =
      new URLSearchParams(location.search).has('path') || /[/]lab[/].*tree[/]/.test(location.pathname);
    if (asksForFile || widgets.some(({ context }) => context)) return;
    await showStartPage(app);
    for (const widget of widgets) if (widget.id.startsWith('launcher')) widget.close();
    return;
  }
  // JupyterLite opens the file of the address, but not at its fragment.
  const id = decodeURIComponent(location.hash.slice(1));
  const shown = id && (await firstDocument(app));
  if (shown) await showHeading(shown, id);
}

/** Waits for the file that a page shows. */
async function firstDocument({ shell }: App): Promise<Document | undefined> {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = [...shell.widgets('main')].find(({ context }) => context);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return undefined;
}
