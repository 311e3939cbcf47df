/** The reader's own modules: files of JupyterLite that cells import. */
import { transform } from 'sucrase';
import { asFunction } from '../../course/grading/tab/load-answer';
import { host } from './host';

/** A module that was loaded. It is loaded anew when it, or one that it imports, has changed. */
interface Loaded {
  text: string;
  imported: ReadonlyMap<string, object>;
  exports: object;
}

const loaded = new Map<string, Loaded>();

/**
 * Returns the exports of a reader's module; undefined if there is no such file.
 *
 * @param path without its ending: `notebooks/my-functions`
 * @param load returns what the module at a path imports
 * @throws SyntaxError that names the line; what the module throws
 */
export async function loadOwn(
  path: string,
  load: (specifier: string, fromFolder: string) => Promise<object>,
): Promise<object | undefined> {
  const file = `${path}.ts`;
  const text = await host().files.read(file);
  if (text === undefined) return undefined;
  // The kernel removes types and makes loops stoppable. Here imports become calls.
  const { code } = transform(await host().compile(text, file), {
    transforms: ['imports'],
    disableESTransforms: true,
    preserveDynamicImport: true,
    filePath: file,
  });
  const imported = new Map<string, object>();
  for (const [, specifier = ''] of code.matchAll(/\brequire\('([^']+)'\)/g))
    imported.set(specifier, await load(specifier, file.replace(/[/]?[^/]*$/, '')));
  const known = loaded.get(file);
  const isSame = ([name, exports]: [string, object]) => known?.imported.get(name) === exports;
  if (known?.text === text && [...imported].every(isSame)) return known.exports;
  const module = { exports: {} };
  await asFunction(file, code)((specifier) => imported.get(specifier)!, module.exports, module);
  loaded.set(file, { text, imported, exports: module.exports });
  return module.exports;
}
