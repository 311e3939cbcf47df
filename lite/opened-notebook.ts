import type { Notebook } from '../course/notebooks/notebook';
import { LANGUAGE_INFO } from './language-info';

/**
 * Returns the text of a notebook as JupyterLab expects it of its server. JupyterLite passes on the
 * file as it is.
 *
 * - It has `language_info`. Otherwise JupyterLab adds it when the kernel starts, and marks the
 *   notebook as changed.
 * - What a cell printed is one string. In the file it is a list of lines, which JupyterLab joins
 *   with commas.
 */
export function asOpened(text: string): string {
  const notebook = JSON.parse(text) as Notebook;
  notebook.metadata['language_info'] = LANGUAGE_INFO;
  for (const { outputs = [] } of notebook.cells)
    for (const output of outputs) if (Array.isArray(output['text'])) output['text'] = output['text'].join('');
  return JSON.stringify(notebook);
}
