import { existsSync } from 'node:fs';
import { buildNotebooks, sourceOf } from './build';
import { type Notebook, readNotebook } from './notebook';
import { digestOfShown } from './shown';
import type { NotebookSource } from './source';
import { withTook } from './took';

/** Options of `checkNotebooks`. */
export interface CheckOptions {
  /**
   * Compare only the digest of the source that the notebook records, and not its cells: learners
   * edit these.
   */
  recorded?: boolean;
}

/**
 * Returns a message for each notebook that differs from what its source would build. The message
 * has the first cell that differs, counted from 1, and the command that fixes it. Outputs are not
 * compared, but they must have been made with the current records and model.
 */
export async function checkNotebooks(
  sources: readonly NotebookSource[],
  options: CheckOptions = {},
): Promise<string[]> {
  const built = await buildNotebooks(sources);
  return sources.flatMap((source, n) => {
    const present = existsSync(source.notebook) ? readNotebook(source.notebook) : undefined;
    const fault = differenceBetween(present, withTook(tookOf(present, built[n]!)), options);
    if (fault) return [`${source.name}.ipynb ${fault}: npm run notebooks -- ${source.name}`];
    const isCurrent = present!.metadata.built?.shown === digestOfShown(built[n]!);
    return isCurrent
      ? []
      : [
          `${source.name}.ipynb was not executed with the current records in results/ and model in models/: ` +
            `npm run notebooks -- --execute ${source.name}`,
        ];
  });
}

/** Returns a built notebook with the duration that the present one records. */
function tookOf(present: Notebook | undefined, built: Notebook): Notebook {
  const { took } = present?.metadata.built ?? {};
  return { ...built, metadata: { ...built.metadata, built: { ...built.metadata.built!, took } } };
}

/**
 * Returns how a notebook differs from what its source builds, as the end of a sentence;
 * undefined if it does not.
 */
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
    const [found, wanted] = [present.cells[n], built.cells[n]];
    if (!found) return `lacks cell ${n + 1}, "${firstLine(wanted?.source)}"`;
    if (!wanted) return `has a cell ${n + 1}, "${firstLine(found.source)}", that its source does not have`;
    if (JSON.stringify(sourceOf(found)) !== JSON.stringify(sourceOf(wanted)))
      return `differs from its source in cell ${n + 1}, "${firstLine(wanted.source)}"`;
  }
  return stale ? 'was built from another version of its source' : undefined;
}

function firstLine(text = ''): string {
  const [line = ''] = text.split('\n');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
