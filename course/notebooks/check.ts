import { existsSync } from 'node:fs';
import { buildNotebooks, sourceOf } from './build';
import { type Notebook, readNotebook } from './notebook';
import { digestOfShown } from './shown';
import type { NotebookSource } from './source';

/** Options of `checkNotebooks`. */
export interface CheckOptions {
  /**
   * Compare what the notebook recorded of its source when it was built, and not its cells: whoever works through
   * the course and edits a notebook has done nothing wrong.
   */
  recorded?: boolean;
}

/**
 * Returns one sentence for each notebook that is not what would be built from its source now, naming the first
 * cell that differs (counted from 1, as a reader counts) and the command that mends it. Outputs do not matter, but that they
 * show the records and the model that are there now.
 */
export async function checkNotebooks(
  sources: readonly NotebookSource[],
  options: CheckOptions = {},
): Promise<string[]> {
  const built = await buildNotebooks(sources);
  return sources.flatMap((source, n) => {
    const present = existsSync(source.notebook) ? readNotebook(source.notebook) : undefined;
    const fault = differenceBetween(present, built[n]!, options);
    if (fault) return [`${source.name}.ipynb ${fault}: npm run notebooks -- ${source.name}`];
    const isCurrent = present!.metadata.built?.shown === digestOfShown(built[n]!);
    return isCurrent
      ? []
      : [
          `${source.name}.ipynb was not run with the records in results/ and the model in models/ that are there now: ` +
            `npm run notebooks -- --execute ${source.name}`,
        ];
  });
}

/** Returns how a notebook differs from what its source gives now, as the rest of a sentence, or undefined. */
export function differenceBetween(
  present: Notebook | undefined,
  built: Notebook,
  { recorded = false }: CheckOptions = {},
): string | undefined {
  if (!present) return 'has not been built';
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
