import { join } from 'node:path';
import { makeFolder } from '../../lib/files/make-folder';
import { checkNotebooks } from './check';
import { changeTheme, runAll, screenshots, withJupyterLab } from './jupyterlab';
import type { NotebookSource } from './source';

/**
 * Opens each notebook in its own JupyterLab, in a browser, and runs all cells in a new kernel.
 * Writes screenshots to `folder`: `NN-name-light-1.png` and so on, and the same in the dark theme.
 * The files of the notebooks are not changed.
 *
 * @param timeout seconds that a notebook may take
 * @returns one message per failure
 */
export async function showNotebooks(
  sources: readonly NotebookSource[],
  folder: string,
  say: (line: string) => void,
  timeout: number,
): Promise<string[]> {
  const failures = await checkNotebooks(sources);
  if (failures.length > 0) return failures;
  makeFolder(folder);
  for (const source of sources) {
    try {
      failures.push(...(await showNotebook(source, folder, say, timeout)));
    } catch (error) {
      failures.push(`${source.name}: ${(error as Error).message}`);
    }
  }
  return failures;
}

async function showNotebook(
  { name, notebook }: NotebookSource,
  folder: string,
  say: (line: string) => void,
  timeout: number,
): Promise<string[]> {
  return withJupyterLab(async (lab) => {
    const page = await lab.openNotebook(notebook);
    const started = performance.now();
    const errors = await runAll(page, 1000 * timeout);
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    let pictures = 0;
    for (const theme of ['light', 'dark'] as const) {
      await changeTheme(page, theme);
      pictures += await screenshots(page, join(folder, `${name}-${theme}`));
    }
    say(`${name}: ${seconds} s, ${errors.length} errors, ${pictures} pictures`);
    return errors.map((error) => `${name}: ${error}`);
  });
}
