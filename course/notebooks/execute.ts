import { rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import spawn, { SubprocessError } from 'nano-spawn';
import { scratchFolder } from '../../lib/files/temporary';
import { installedPython } from '../../lib/python';
import { repositoryRoot } from '../../lib/repository';
import { type Notebook, readNotebook, writeNotebook } from './notebook';
import { cellLines, type NotebookSource } from './source';
import { tookHere } from './took';

interface ExecuteOptions {
  /** Seconds that one cell may take. Default: 600. */
  timeout?: number;
  /** Called before each cell. Cells are counted from 0. */
  onCell?: (cell: number, of: number) => void;
}

/** What execute.py prints, one per line. */
type Event =
  | { cell: number; of: number }
  | { failed: number; message: string; traceback: string }
  | { done: true; cpu: number | null };

/**
 * A failed cell of a notebook. The message starts with the line of the source at which the cell
 * starts.
 */
export class CellFailure extends Error {
  override name = 'CellFailure';
}

/**
 * Executes a built notebook in a new kernel, in its own folder. Returns the notebook
 * with its outputs and a record of how long it took. It works on a temporary copy and does not
 * write the notebook itself.
 *
 * @throws {CellFailure} if a cell fails, exceeds the time limit or kills the kernel
 */
export async function executeNotebook(
  notebook: Notebook,
  source: NotebookSource,
  { timeout = 600, onCell }: ExecuteOptions = {},
): Promise<Notebook> {
  const root = repositoryRoot();
  const folder = scratchFolder('notebook');
  const copy = join(folder, `${source.name}.ipynb`);
  try {
    writeNotebook(copy, notebook);
    const started = performance.now();
    const script = join(root, 'course', 'notebooks', 'execute.py');
    const args = [script, '--folder', dirname(source.notebook), '--timeout', String(timeout), copy];
    const outcome = await run(installedPython(root), args, (event) => {
      if ('cell' in event) onCell?.(event.cell, event.of);
    });
    if (outcome && 'failed' in outcome) {
      const place = `${relative(root, source.path)}:${cellLines(source)[outcome.failed] ?? 1}`;
      throw new CellFailure(
        `${place} (cell ${outcome.failed + 1}): ${outcome.message}\n${outcome.traceback}`.trim(),
      );
    }
    const { cells } = readNotebook(copy);
    const seconds = (performance.now() - started) / 1000;
    const cpu = 'done' in outcome ? (outcome.cpu ?? undefined) : undefined;
    const built = { ...notebook.metadata.built!, took: tookHere(seconds, cpu) };
    return { ...notebook, cells, metadata: { ...notebook.metadata, built } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs execute.py and returns its result, the last line that it prints.
 *
 * @throws if it gives none
 */
async function run(python: string, args: string[], onEvent: (event: Event) => void): Promise<Event> {
  let last: Event | undefined;
  let fault: unknown;
  try {
    for await (const line of spawn(python, args, { stdin: 'ignore' }).stdout) {
      last = JSON.parse(line) as Event;
      onEvent(last);
    }
  } catch (error) {
    fault = error; // it also exits with an error after it has printed that a cell failed
  }
  if (last && !('cell' in last)) return last;
  const reason = fault instanceof SubprocessError ? fault.stderr || fault.message : String(fault);
  throw new Error(`execute.py gave no result:\n${reason}`);
}

/**
 * Returns the places in a notebook's outputs that contain one of these folders of this machine,
 * such as the home folder. Each is `cell 3: <the text around it>`.
 */
export function machinePaths(notebook: Notebook, folders: readonly string[]): string[] {
  return notebook.cells.flatMap((cell, n) => {
    const text = JSON.stringify(cell.outputs ?? []);
    return folders.flatMap((folder) => {
      const at = folder.length > 1 ? text.search(pathPattern(folder)) : -1;
      return at < 0
        ? []
        : [`cell ${n + 1}: ...${text.slice(Math.max(0, at - 20), at + folder.length + 30)}...`];
    });
  });
}

/**
 * Returns a pattern for a whole path: `/home/ann` matches neither `/home/anna` nor
 * `/data/home/ann`.
 */
function pathPattern(folder: string): RegExp {
  const literal = JSON.stringify(folder)
    .slice(1, -1)
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.-])${literal}(?![\\w-])`);
}
