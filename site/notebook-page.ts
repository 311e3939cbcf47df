import type { Cell, Notebook, Output } from '../course/notebooks/notebook';
import { PLOTLY_MIME } from '../lib/plots/chart';
import { rewriteLinks } from './links';

/**
 * Returns a notebook as Sphinx shall show it: links lead to pages of the site, cells that assert are folded, and charts are
 * the pictures that were made of them, with their words for whoever does not see them.
 */
export function notebookPage(notebook: Notebook, to: (path: string) => string): Notebook {
  const cells = notebook.cells.map((cell) =>
    cell.cell_type === 'markdown' ? { ...cell, source: rewriteLinks(cell.source, to) } : codeCell(cell, to),
  );
  const language = { name: 'typescript', pygments_lexer: 'typescript' };
  return {
    ...notebook,
    cells,
    metadata: { kernelspec: notebook.metadata['kernelspec'], language_info: language },
  };
}

function codeCell(cell: Cell, to: (path: string) => string): Cell {
  const { tags = [], ...metadata } = cell.metadata;
  const folded = tags.includes('assertion') ? [...tags, 'hide-input'] : tags;
  const outputs = cell.outputs?.map((output) => linked(still(output), to));
  const words = outputs?.flatMap(wordsOf)[0];
  const mystnb = words ? { mystnb: { image: { alt: words } } } : {};
  return { ...cell, outputs, metadata: { ...metadata, tags: folded, ...mystnb } };
}

/** Without the data of a chart, of which only the picture is shown. */
function still(output: Output): Output {
  if (!output.data || !(PLOTLY_MIME in output.data)) return output;
  const { [PLOTLY_MIME]: _, ...data } = output.data;
  return { ...output, data };
}

/** With the links of an output's HTML leading to the pages themselves, which Sphinx does not look into. */
function linked(output: Output, to: (path: string) => string): Output {
  const html = output.data?.['text/html'];
  if (html === undefined) return output;
  const moved = [html]
    .flat()
    .join('')
    .replace(LINK, (_, path: string) => `href="${to(path).replace(/\.(md|ipynb)$/, '.html')}"`);
  return { ...output, data: { ...output.data, 'text/html': moved } };
}

/** A link of HTML to a file of the repository. */
const LINK = /\bhref="(?![a-z][a-z0-9+.-]*:|[/#])([^"#]+)"/gi;

/** What a picture shows. */
function wordsOf({ data }: Output): string[] {
  if (!data || !('image/svg+xml' in data)) return [];
  const words = [data['text/plain'] ?? ''].flat().join('');
  return words ? [words] : [];
}
