import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** A notebook's source: a percent script, `notebooks/NN-name.ts`. */
export interface NotebookSource {
  /** `02-word-vectors` */
  name: string;
  /** Absolute path of the script. */
  path: string;
  /** Absolute path of the notebook that is built from it, beside the script. */
  notebook: string;
}

const NAME = /^\d\d-[a-z0-9-]+$/;
const CELL = /^\/\/ %%(\s|$)/;
const HEADER_EDGE = /^\/\/ ---\s*$/;

/**
 * Returns the sources in `folder` in the order of the course, or those among them that are named: by number
 * (`02`), name (`02-word-vectors`) or path of script or notebook.
 *
 * @throws when a name fits none of them
 */
export function notebookSources(folder: string, names: readonly string[] = []): NotebookSource[] {
  const all = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && NAME.test(basename(file, '.ts')))
    .sort()
    .map((file) => sourceAt(join(folder, file)));
  if (names.length === 0) return all;
  return names.map((name) => {
    const wanted = basename(name).replace(/\.(ts|ipynb)$/, '');
    const found = all.find((source) => source.name === wanted || source.name.startsWith(`${wanted}-`));
    if (found) return found;
    const known = all.map((source) => source.name).join(', ') || 'none';
    throw new Error(`no notebook is named ${name}: in ${folder} there are ${known}`);
  });
}

function sourceAt(path: string): NotebookSource {
  const absolute = resolve(path);
  const name = basename(absolute, '.ts');
  return { name, path: absolute, notebook: join(dirname(absolute), `${name}.ipynb`) };
}

/**
 * Returns the line, counted from 1, on which each cell's content begins.
 *
 * @throws when something other than the header stands before the first cell
 */
export function cellLines(source: NotebookSource): number[] {
  const lines = readFileSync(source.path, 'utf8').split(/\r?\n/);
  const first = lines.findIndex((line) => CELL.test(line));
  const header =
    lines[0] && HEADER_EDGE.test(lines[0])
      ? lines.findIndex((line, n) => n > 0 && HEADER_EDGE.test(line))
      : -1;
  const stray = lines.findIndex((line, n) => n > header && (first < 0 || n < first) && line.trim() !== '');
  if (stray >= 0)
    throw new Error(
      `${source.path}:${stray + 1}: "${lines[stray]}" stands before the first cell: begin it with // %%`,
    );
  return lines.flatMap((line, n) => (CELL.test(line) ? [n + 2] : []));
}
