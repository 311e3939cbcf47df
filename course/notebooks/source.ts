import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { requireFile } from '../../lib/files/require-file';

/** The source of a notebook: a percent script, `lessons/NN-name.ts`. */
export interface NotebookSource {
  /** Its name: `03-word-vectors`. */
  name: string;
  /** Absolute path of the script. */
  path: string;
  /**
   * Absolute path of the notebook: in `notebooks/` beside `lessons/`, so that JupyterLab lists the
   * lessons without their sources. The sources of any other folder have their notebooks beside
   * them.
   */
  notebook: string;
  /**
   * The notebook that must run first, because this one reads its files. In the header: `after:
   * 10-training`.
   */
  after?: string;
}

const NAME = /^\d\d-[a-z0-9-]+$/;
const CELL = /^\/\/ %%(\s|$)/;
const HEADER_EDGE = /^\/\/ ---\s*$/;
const AFTER = /^\/\/ +after: *(\S+)\s*$/;

/**
 * Returns the named sources in a folder, in the order of the course, or all of them if `names` is
 * empty.
 *
 * @param names a number (`03`), a name (`03-word-vectors`) or the path of a script or notebook
 *   each
 * @throws if there is no source of a name, or the `after` of one names a notebook that is not
 *   before it
 */
export function notebookSources(folder: string, names: readonly string[] = []): NotebookSource[] {
  const all = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && NAME.test(basename(file, '.ts')))
    .sort()
    .map((file) => sourceAt(join(folder, file)));
  for (const [n, { path, after }] of all.entries())
    if (after && !all.slice(0, n).some(({ name }) => name === after))
      throw new Error(`${path} says "after: ${after}", but no notebook of that name comes before it`);
  if (names.length === 0) return all;
  const wanted = names.map((name) => {
    const plain = basename(name).replace(/\.(ts|ipynb)$/, '');
    const found = all.find((source) => source.name === plain || source.name.startsWith(`${plain}-`));
    if (found) return found;
    const known = all.map((source) => source.name).join(', ') || 'none';
    throw new Error(`there is no notebook ${name}: in ${folder} there are ${known}`);
  });
  return all.filter((source) => wanted.includes(source));
}

/** Returns the folder of the notebooks that are built from the sources in a folder. */
export function notebooksOf(folder: string): string {
  return basename(folder) === 'lessons' ? join(dirname(folder), 'notebooks') : folder;
}

function sourceAt(path: string): NotebookSource {
  const absolute = resolve(path);
  const name = basename(absolute, '.ts');
  const notebook = join(notebooksOf(dirname(absolute)), `${name}.ipynb`);
  const { lines, headerEnd } = readSource(absolute);
  const [after] = lines.slice(0, headerEnd).flatMap((line) => AFTER.exec(line)?.[1] ?? []);
  return { name, path: absolute, notebook, after };
}

/** Returns the lines of a script, and the number of lines of its header. */
function readSource(path: string): { lines: string[]; headerEnd: number } {
  requireFile(path);
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const hasHeader = HEADER_EDGE.test(lines[0] ?? '');
  return {
    lines,
    headerEnd: hasHeader ? lines.findIndex((line, n) => n > 0 && HEADER_EDGE.test(line)) + 1 : 0,
  };
}

/**
 * Returns the line number, counted from 1, at which the content of each cell starts.
 *
 * @throws if there is code between the header and the first cell
 */
export function cellLines(source: NotebookSource): number[] {
  const { lines, headerEnd } = readSource(source.path);
  const first = lines.findIndex((line) => CELL.test(line));
  const stray = lines.findIndex(
    (line, n) => n >= headerEnd && (first < 0 || n < first) && line.trim() !== '',
  );
  if (stray >= 0)
    throw new Error(
      `${source.path}:${stray + 1}: "${lines[stray]}" is before the first cell: start a cell with // %%`,
    );
  return lines.flatMap((line, n) => (CELL.test(line) ? [n + 2] : []));
}
