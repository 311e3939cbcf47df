import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { replaceFileSync } from '../../lib/files/replace-file';
import { requireFile } from '../../lib/files/require-file';

/** The fields of Jupyter's notebook format 4.5 that the course uses. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown> & { built?: BuildRecord };
  nbformat: number;
  nbformat_minor: number;
}

/** The record of a notebook's build in its metadata, which survives edits in JupyterLab. */
interface BuildRecord {
  /** The name of the source file. */
  source: string;
  /** SHA-256 of the cells as they were built. */
  digest: string;
  /**
   * The digest of the records and the model that the outputs were made with, see
   * `digestOfShown`.
   */
  shown?: string;
  /** How long the last execution took. */
  took?: Took;
}

/** How long the last execution of a notebook took, and on which machine. */
export interface Took {
  /** The wall time. */
  seconds: number;
  /** The CPU time of the kernel and its child processes. Absent where the system does not tell. */
  cpuSeconds?: number;
  processor: string;
  cores: number;
}

/** A cell in Jupyter's notebook format (nbformat 4.5). */
export interface Cell {
  cell_type: 'code' | 'markdown' | 'raw';
  id: string;
  metadata: { tags?: string[]; jupyter?: Record<string, unknown> } & Record<string, unknown>;
  source: string;
  execution_count?: number | null;
  outputs?: Output[];
}

/** An output of a code cell in Jupyter's notebook format. */
export interface Output {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  [field: string]: unknown;
}

/**
 * Reads a notebook. The source of each cell is one string; in the file it is a list of lines.
 *
 * @throws if the file is missing, is not JSON, or is no notebook of format 4
 */
export function readNotebook(path: string): Notebook {
  requireFile(path);
  const bytes = readFileSync(path);
  if (!isUtf8(bytes)) throw new Error(`${path} is not a notebook: it is not UTF-8`);
  const text = bytes.toString('utf8');
  try {
    const notebook: unknown = JSON.parse(text);
    v.parse(notebookSchema, notebook);
    return joinLines(notebook as StoredNotebook);
  } catch (error) {
    throw new Error(`${path} is not a notebook: ${(error as Error).message}`);
  }
}

const textOrLines = v.union([v.string(), v.array(v.string())]);
const notebookSchema = v.looseObject({
  nbformat: v.literal(4),
  nbformat_minor: v.number(),
  metadata: v.looseObject({}),
  cells: v.array(
    v.looseObject({
      cell_type: v.picklist(['code', 'markdown', 'raw']),
      metadata: v.looseObject({}),
      source: textOrLines,
      outputs: v.optional(v.array(v.looseObject({ output_type: v.string() }))),
    }),
  ),
});

type StoredCell = Omit<Cell, 'source'> & { source: string | string[] };
type StoredNotebook = Omit<Notebook, 'cells'> & { cells: StoredCell[] };

/** Returns a notebook with the source of each cell as one string. */
export function joinLines(stored: StoredNotebook): Notebook {
  const text = (source: string | string[]) => (typeof source === 'string' ? source : source.join(''));
  return { ...stored, cells: stored.cells.map((cell) => ({ ...cell, source: text(cell.source) })) };
}

/**
 * Writes a notebook as nbformat does: sorted keys, an indentation of one space, sources as lists
 * of lines.
 */
export function writeNotebook(path: string, notebook: Notebook): void {
  replaceFileSync(path, serialize(notebook));
}

/** Returns the text of a notebook. Equal notebooks give the same text. */
function serialize(notebook: Notebook): string {
  const cells = notebook.cells.map((cell) => ({ ...cell, source: linesOf(cell.source) }));
  return JSON.stringify(sorted({ ...notebook, cells }), null, 1) + '\n';
}

/** Splits a text into lines, each with its line break. */
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
