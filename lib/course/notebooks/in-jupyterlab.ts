import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Say } from '.';
import { changeTheme, runAll, screenshots, withJupyterLab } from './jupyterlab';
import type { NotebookSource } from './source';

/**
 * Opens each notebook in a JupyterLab of its own, in a browser, as a reader would; runs all cells in a fresh kernel, and leaves
 * pictures in `folder`: `NN-name-light-1.png` and so on, and the same in the dark theme. The notebooks' files stay as they are.
 *
 * @returns what failed, one message each; empty where all went well
 */
export async function showNotebooks(
  sources: readonly NotebookSource[],
  folder: string,
  say: Say,
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const failures: string[] = [];
  for (const { name, notebook } of sources) {
    const started = performance.now();
    await withJupyterLab(async (lab) => {
      const page = await lab.openNotebook(notebook);
      const errors = await runAll(page);
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      failures.push(...errors.map((error) => `${name}: ${error}`));
      let pictures = 0;
      for (const theme of ['light', 'dark'] as const) {
        await changeTheme(page, theme);
        pictures += await screenshots(page, join(folder, `${name}-${theme}`));
      }
      say(`${name}: ${seconds} s, ${errors.length} errors, ${pictures} pictures`);
    });
  }
  return failures;
}
