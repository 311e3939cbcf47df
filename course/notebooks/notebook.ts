import { readFileSync, writeFileSync } from 'node:fs';

/** A notebook in Jupyter's format 4.5, as far as the course uses it. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown> & { built?: BuildRecord };
  nbformat: number;
  nbformat_minor: number;
}

/** What a notebook remembers of its source: it survives edits in JupyterLab. */
interface BuildRecord {
  source: string;
  /** SHA-256 over the source cells as they were built. */
  digest: string;
  /** Of the records and the model that its outputs show, as `digestOfShown` returns it. */
  shown?: string;
}

export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id: string;
  metadata: { tags?: string[]; jupyter?: Record<string, unknown> } & Record<string, unknown>;
  source: string;
  execution_count?: number | null;
  outputs?: Output[];
}

export interface Output {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  [field: string]: unknown;
}

/**
 * Returns the notebook in a file, every cell's source as one string (files hold lists of lines).
 *
 * @throws when the file is missing or is not JSON
 */
export function readNotebook(path: string): Notebook {
  const text = readFileSync(path, 'utf8');
  try {
    return joinLines(JSON.parse(text) as StoredNotebook);
  } catch (error) {
    throw new Error(`${path} is not a notebook: ${(error as Error).message}`);
  }
}

type StoredCell = Omit<Cell, 'source'> & { source: string | string[] };
type StoredNotebook = Omit<Notebook, 'cells'> & { cells: StoredCell[] };

/** Returns the notebook with every cell's source as one string. */
export function joinLines(stored: StoredNotebook): Notebook {
  const text = (source: string | string[]) => (typeof source === 'string' ? source : source.join(''));
  return { ...stored, cells: stored.cells.map((cell) => ({ ...cell, source: text(cell.source) })) };
}

/** Writes a notebook as nbformat does: keys in order, one space of indentation, sources as lists of lines. */
export function writeNotebook(path: string, notebook: Notebook): void {
  writeFileSync(path, serialize(notebook));
}

/** Returns a notebook's text; equal notebooks give equal bytes. */
function serialize(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({ ...cell, source: linesOf(cell.source) }));
  return JSON.stringify(sorted({ ...notebook, cells }), null, 1) + '\n';
}

/** Returns the lines of a text, each with its line break. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([key, field]) => [key, sorted(field)]));
}
