import type { Remote } from 'comlink';
import { dirname, resolve } from '../../kernel/platform';
import type { Language } from '../language/language';
import type { TabHost } from '../module-registry';

const IMPORTED = /\b(?:from|import)\s*\(?\s*['"]([.]{1,2}[/][^'"\n]+)['"]/g;

/**
 * Makes the reader's own modules that a cell imports known to TypeScript, and those that these
 * import. Modules of the course have declarations, and are no files in a tab.
 *
 * @param code the cell
 * @param folder the folder of the notebook, from the root `/`
 */
export async function offerFiles(
  code: string,
  folder: string,
  files: Remote<TabHost['files']>,
  language: Pick<Remote<Language>, 'offer'>,
): Promise<void> {
  const seen = new Set<string>();
  const visit = async (specifier: string, from: string): Promise<void> => {
    const path = `${resolve(from, specifier)}.ts`;
    if (seen.has(path)) return;
    seen.add(path);
    const text = await files.read(path.slice(1));
    if (text === undefined) return;
    await language.offer(path, text);
    await visitAll(text, dirname(path));
  };
  const visitAll = async (text: string, from: string): Promise<void> => {
    for (const [, specifier = ''] of text.matchAll(IMPORTED)) await visit(specifier, from);
  };
  await visitAll(code, folder);
}
