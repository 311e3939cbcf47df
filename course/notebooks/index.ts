import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import pMap from 'p-map';
import { makeFolder } from '../../lib/files/make-folder';
import { repositoryRoot } from '../../lib/repository';
import { buildNotebooks, keepOutputs } from './build';
import { executeNotebook, machinePaths } from './execute';
import { type Notebook, writeNotebook } from './notebook';
import { addPictures } from './pictures';
import { digestOfShown } from './shown';
import type { NotebookSource } from './source';
import { withTook } from './took';

export { type CheckOptions, checkNotebooks } from './check';
export { contentsFault, writeContents } from './contents';
export { CellFailure } from './execute';
export { showNotebooks } from './in-jupyterlab';
export { type Lesson, lessonOf } from './lesson';
export { type NotebookSource, notebookSources } from './source';

/** Returns the folder of the sources of the notebooks. */
export function lessonsFolder(): string {
  return join(repositoryRoot(), 'lessons');
}

/** Builds notebooks. Cells whose source is unchanged keep their outputs. */
export async function writeNotebooks(
  sources: readonly NotebookSource[],
  say: (line: string) => void,
): Promise<void> {
  const built = await buildNotebooks(sources);
  for (const [n, source] of sources.entries()) {
    const notebook = withTook(keepOutputs(built[n]!, source.notebook));
    writeNotebook(source.notebook, notebook);
    const notExecuted = notebook.cells.filter(
      (cell) => cell.cell_type === 'code' && cell.execution_count == null,
    ).length;
    const remark =
      notExecuted > 0 ? `; ${notExecuted} cells were not executed: -- --execute ${source.name}` : '';
    say(`built ${relative(repositoryRoot(), source.notebook)}${remark}`);
  }
}

interface RunOptions {
  /** The folder for the executed notebooks. Default: that of the built ones. */
  out?: string;
  /** Seconds that one cell may take. Default: 600. */
  timeout?: number;
  /** How many notebooks run at once. Default: 2. */
  parallel?: number;
}

/**
 * Builds and executes notebooks, and writes those that do not fail, with pictures of their charts.
 * If one fails, its file is not changed, and the others continue. A notebook with `after` waits
 * for the other one.
 *
 * @param sources in the order of the course
 * @returns one message per failure
 */
export async function runNotebooks(
  sources: readonly NotebookSource[],
  say: (line: string) => void,
  { out, timeout, parallel = 2 }: RunOptions = {},
): Promise<string[]> {
  const built = await buildNotebooks(sources);
  const failures: string[] = [];
  const runs = new Map<string, Promise<void>>();
  const run = async (source: NotebookSource, notebook: Notebook) => {
    if (source.after) await runs.get(source.after);
    const started = performance.now();
    notebook.metadata.built!.shown = digestOfShown(notebook);
    try {
      const executed = await executeNotebook(notebook, source, {
        timeout,
        onCell: (cell, of) => say(`${source.name}: cell ${cell + 1} of ${of}`),
      });
      await publish(withTook(executed), source, out, say);
      say(`${source.name}: done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    } catch (error) {
      failures.push((error as Error).message);
      say(`${source.name}: failed`);
    }
  };
  const start = (source: NotebookSource, n: number) => {
    const running = run(source, built[n]!);
    runs.set(source.name, running);
    return running;
  };
  await pMap(sources, start, { concurrency: parallel });
  return failures;
}

async function publish(
  notebook: Notebook,
  source: NotebookSource,
  out: string | undefined,
  say: (line: string) => void,
): Promise<void> {
  if (out) {
    makeFolder(out);
    writeNotebook(join(out, `${source.name}.ipynb`), notebook);
    return;
  }
  const found = machinePaths(notebook, [repositoryRoot(), homedir()]);
  if (found.length > 0)
    throw new Error(
      `${source.name}.ipynb was not written, because its outputs contain paths of this machine:\n${found.join('\n')}`,
    );
  const { browser } = await addPictures([notebook]);
  if (!browser)
    say(`${source.name}: no Chromium, Chrome or Edge is installed, so its charts have no pictures`);
  writeNotebook(source.notebook, notebook);
}
