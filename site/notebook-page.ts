import type { Cell, Notebook, Output } from '../course/notebooks/notebook';
import { PLOTLY_MIME } from '../lib/plots/chart';
import { HIGHLIGHTED_STYLE, withDarkStyle } from '../lib/plots/dark-page';
import { rewriteLinks } from './links';

/**
 * Returns a notebook for Sphinx: its links lead to pages of the site, assertion cells are folded,
 * and charts are replaced by their pictures, with alt texts.
 *
 * @param to as in `rewriteLinks`; paths are relative to the notebook
 * @param run the address at which the notebook runs in the browser, relative to the notebook
 */
export function notebookPage(notebook: Notebook, to: (path: string) => string, run: string): Notebook {
  const [title, ...rest] = notebook.cells.map((cell) =>
    cell.cell_type === 'markdown' ? { ...cell, source: rewriteLinks(cell.source, to) } : codeCell(cell, to),
  );
  const cells = title ? [{ ...title, source: `${title.source}\n\n${runLink(run)}` }, ...rest] : [];
  const language = { name: 'typescript', pygments_lexer: 'typescript' };
  return {
    ...notebook,
    cells,
    metadata: { kernelspec: notebook.metadata['kernelspec'], language_info: language },
  };
}

function runLink(address: string): string {
  return `<a class="run-here" href="${address}">Run it here</a>`;
}

function codeCell(cell: Cell, to: (path: string) => string): Cell {
  const { tags = [], ...metadata } = cell.metadata;
  const folded = tags.includes('assertion') ? [...tags, 'hide-input'] : tags;
  const outputs = cell.outputs?.map((output) => linked(picture(output), to));
  const alt = outputs?.flatMap(altOf)[0];
  const mystnb = alt ? { mystnb: { image: { alt } } } : {};
  return { ...cell, outputs, metadata: { ...metadata, tags: folded, ...mystnb } };
}

/** Removes the data of a chart, so that its picture is shown. Pictures get a dark style. */
function picture(output: Output): Output {
  const { [PLOTLY_MIME]: chart, ...data } = output.data ?? {};
  const svg = data['image/svg+xml'];
  if (svg === undefined) return output;
  const styled = withDarkStyle([svg].flat().join(''), chart ? 'chart' : 'drawing');
  return { ...output, data: { ...data, 'image/svg+xml': styled } };
}

/**
 * Rewrites the links in the HTML of an output, which Sphinx does not process. Highlighted texts get
 * a class, by which the site's styles know them.
 */
function linked(output: Output, to: (path: string) => string): Output {
  const html = output.data?.['text/html'];
  if (html === undefined) return output;
  const moved = [html]
    .flat()
    .join('')
    .replace(`<div style="${HIGHLIGHTED_STYLE}`, `<div class="highlighted-text" style="${HIGHLIGHTED_STYLE}`)
    .replace(LINK, (_, path: string) => `href="${to(path).replace(/\.(md|ipynb)$/, '.html')}"`);
  return { ...output, data: { ...output.data, 'text/html': moved } };
}

/** Matches a relative link in HTML. */
const LINK = /\bhref="(?![a-z][a-z0-9+.-]*:|[/#])([^"#]+)"/gi;

/** Returns the alt text of a picture, if the output is one. */
function altOf({ data }: Output): string[] {
  if (!data || !('image/svg+xml' in data)) return [];
  const alt = [data['text/plain'] ?? ''].flat().join('');
  return alt ? [alt] : [];
}
