import type { Remote } from 'comlink';
import { dirname, resolve } from '../../kernel/platform';
import { keepSource } from '../../kernel/platform.browser';
import type { Language } from '../language/language';
import type { TabHost } from '../module-registry';
import { filesOf } from '../own-files';

const IMPORTED = /\b(?:from|import)\s*\(?\s*['"]([.]{1,2}(?:[/][^'"\n]*)?)['"]/g;

/**
 * Makes the reader's own modules that a cell imports known to TypeScript, and those that these
 * import. Modules of the course have declarations, and are no files in a tab.
 *
 * @param code the cell
 * @param folder the folder of the notebook, from the root `/`
 * @returns the paths of the TypeScript modules, which are to be checked
 */
export async function offerFiles(
  code: string,
  folder: string,
  files: Remote<TabHost['files']>,
  language: Pick<Remote<Language>, 'offer'>,
): Promise<string[]> {
  const seen = new Set<string>();
  const offered: string[] = [];
  const offer = async (path: string): Promise<boolean> => {
    if (seen.has(path)) return true;
    const text = await files.read(path.slice(1));
    if (text === undefined) return false;
    seen.add(path);
    keepSource(path, text);
    await language.offer(path, text);
    if (!path.endsWith('.ts')) return true;
    offered.push(path);
    await offerImported(text, dirname(path));
    return true;
  };
  const offerImported = async (text: string, from: string): Promise<void> => {
    for (const [, specifier = ''] of text.matchAll(IMPORTED))
      for (const path of filesOf(specifier, resolve(from, specifier))) if (await offer(path)) break;
  };
  await offerImported(code, folder);
  return offered;
}
