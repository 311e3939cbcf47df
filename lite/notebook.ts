/** The notebooks of the app. */
import { LANGUAGE_INFO } from './language-info';

/** What is changed of a notebook. */
interface Notebook {
  metadata: Record<string, unknown>;
  cells: { source: Text; outputs?: { text?: Text; data?: Record<string, unknown> }[] }[];
}

/** In a file, texts are lists of lines. */
type Text = string | string[];

/** Media types whose content is no text. */
const JSON_TYPE = /^application[/](.*[+])?json$/;

/**
 * Returns the text of a notebook for the app. Its texts are in one piece: a Jupyter server joins
 * their lines, and here is none. It has `language_info`, which JupyterLab would add when the kernel
 * starts, and then mark the notebook as changed.
 */
export function notebookForTab(text: string): string {
  const notebook = JSON.parse(text) as Notebook;
  notebook.metadata['language_info'] = LANGUAGE_INFO;
  for (const cell of notebook.cells) {
    cell.source = joined(cell.source);
    for (const output of cell.outputs ?? []) {
      if (output.text !== undefined) output.text = joined(output.text);
      for (const [type, content] of Object.entries(output.data ?? {}))
        if (!JSON_TYPE.test(type)) output.data![type] = joined(content as Text);
    }
  }
  return JSON.stringify(notebook);
}

function joined(text: Text): string {
  return [text].flat().join('');
}
