import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import spawn from 'nano-spawn';
import { installedPython } from '../../lib/python';
import { repositoryRoot } from '../../lib/repository';
import { expandListings } from './listing';
import { type Cell, joinLines, type Notebook, readNotebook } from './notebook';
import { cellLines, type NotebookSource } from './source';

/** A cell with one of these tags has its code hidden in JupyterLab. */
const FOLDED = ['hide-input', 'assertion'];

/** The `language_info` of every notebook, without the versions that a kernel adds. */
const LANGUAGE = { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' };

/**
 * Builds notebooks from their sources, without outputs. Jupytext converts the sources, listings
 * are filled in, and the id of a cell is the notebook's name and the position. So the same sources
 * give the same bytes.
 *
 * @throws if a source cannot be converted, or the code of a listing does not exist
 */
export async function buildNotebooks(sources: readonly NotebookSource[]): Promise<Notebook[]> {
  if (sources.length === 0) return [];
  const root = repositoryRoot();
  const script = join(root, 'course', 'notebooks', 'convert.py');
  const { stdout } = await spawn(installedPython(root), [script, ...sources.map(({ path }) => path)]);
  const converted = JSON.parse(stdout) as Notebook[];
  return sources.map((source, n) => finish(joinLines(converted[n]!), source, root));
}

function finish(converted: Notebook, source: NotebookSource, root: string): Notebook {
  const lines = cellLines(source);
  const file = relative(root, source.path);
  if (lines.length !== converted.cells.length)
    throw new Error(
      `${file} has ${lines.length} lines that start a cell, but jupytext reads ${converted.cells.length} cells`,
    );
  const cells = converted.cells.map((cell, n): Cell => {
    const id = `${source.name}-${String(n).padStart(3, '0')}`;
    const text =
      cell.cell_type === 'markdown'
        ? expandListings(cell.source, root, { file, line: lines[n]! })
        : cell.source;
    const folded = cell.metadata.tags?.some((tag) => FOLDED.includes(tag));
    const metadata = folded ? { ...cell.metadata, jupyter: { source_hidden: true } } : cell.metadata;
    return { ...cell, id, metadata, source: text };
  });
  const kernelspec = converted.metadata['kernelspec'];
  const built = { source: basename(source.path), digest: digestOf(cells) };
  return { cells, metadata: { built, kernelspec, language_info: LANGUAGE }, nbformat: 4, nbformat_minor: 5 };
}

function digestOf(cells: readonly Cell[]): string {
  return hash('sha256', JSON.stringify(cells.map(sourceOf)));
}

/**
 * Returns the part of a cell that comes from its source: its type, text and tags, but not its
 * outputs.
 */
export function sourceOf(cell: Cell): { type: string; text: string; tags: string[] } {
  return { type: cell.cell_type, text: cell.source, tags: cell.metadata.tags ?? [] };
}

/**
 * Returns a built notebook with the outputs of its earlier version, for all cells with the same
 * source, and with the record of their execution. If several cells have the same source, they keep
 * their order.
 *
 * @param path the earlier version; it may be missing
 */
export function keepOutputs(built: Notebook, path: string): Notebook {
  if (!existsSync(path)) return built;
  const { metadata, cells: all } = readNotebook(path);
  const earlier = all.filter((cell) => cell.cell_type === 'code');
  const cells = built.cells.map((cell) => {
    if (cell.cell_type !== 'code') return cell;
    const at = earlier.findIndex((candidate) => candidate.source === cell.source);
    if (at < 0) return cell;
    const [{ outputs, execution_count } = cell] = earlier.splice(at, 1);
    return { ...cell, outputs, execution_count };
  });
  const { shown, took } = metadata.built ?? {};
  const record = { ...built.metadata.built!, shown, took };
  return { ...built, cells, metadata: { ...built.metadata, built: record } };
}
