import { existsSync } from 'node:fs';
import { buildNotebooks, sourceOf } from './build';
import { type Notebook, readNotebook } from './notebook';
import type { NotebookSource } from './source';

export interface CheckOptions {
  /**
   * Compare what the notebook recorded of its source when it was built, and not its cells: whoever works through
   * the course and edits a notebook has done nothing wrong.
   */
  recorded?: boolean;
}

/**
 * Returns one sentence for each notebook that is not what would be built from its source now, naming the first
 * cell that differs (counted from 1, as a reader counts) and the command that mends it. Outputs do not matter.
 */
export async function checkNotebooks(
  sources: readonly NotebookSource[],
  { recorded = false }: CheckOptions = {},
): Promise<string[]> {
  const built = await buildNotebooks(sources);
  return sources.flatMap((source, n) => {
    const fault = faultOf(source, built[n]!, recorded);
    return fault ? [`${source.name}.ipynb ${fault}: npm run notebooks -- ${source.name}`] : [];
  });
}

function faultOf(source: NotebookSource, built: Notebook, recorded: boolean): string | undefined {
  if (!existsSync(source.notebook)) return 'has not been built';
  const present = readNotebook(source.notebook);
  const stale = present.metadata.built?.digest !== built.metadata.built?.digest;
  if (recorded && !stale) return undefined;
  const cells = Math.max(present.cells.length, built.cells.length);
  for (let n = 0; n < cells; n++) {
    const [was, is] = [present.cells[n], built.cells[n]];
    if (!was) return `lacks cell ${n + 1}, "${firstLine(is?.source)}"`;
    if (!is) return `has a cell ${n + 1}, "${firstLine(was.source)}", that its source does not have`;
    if (JSON.stringify(sourceOf(was)) !== JSON.stringify(sourceOf(is)))
      return `differs from its source in cell ${n + 1}, "${firstLine(is.source)}"`;
  }
  return stale ? 'was built from another version of its source' : undefined;
}

function firstLine(text = ''): string {
  const [line = ''] = text.split('\n');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
