/** The reader's own modules: files of JupyterLite that cells import. */
import { transform } from 'sucrase';
import { asFunction, IMPORT_CALL } from '../../course/grading/tab/load-answer';
import { importsOf, withImportCalls } from '../../kernel/script/imports';
import { filesOf } from '../own-files';
import { host } from './host';

/** How a module of the reader finds what it imports. */
export interface Imports {
  /** Returns a module of the course or a package; undefined for one of the reader. */
  loadOfCourse(specifier: string, fromFolder: string): Promise<object | undefined>;
  /** Returns any module, for `import()`. */
  loadModule(specifier: string, fromFolder: string): Promise<object>;
  /** Returns the path of a relative import from the root. */
  pathOf(specifier: string, fromFolder: string): string;
  /** Returns what is said about a module that there is not. */
  missing(specifier: string): string;
}

/** What a module imports by a specifier: another file of the reader, or a module that is loaded. */
type Imported = { file: string } | { exports: object };

/** A file of the reader. */
interface Source {
  file: string;
  text: string;
  imports: ReadonlyMap<string, Imported>;
}

/**
 * A module whose code runs or has run. It runs anew when it, or one that it imports, has changed.
 */
interface Loaded {
  text: string;
  imported: ReadonlyMap<string, object>;
  exports: object;
  ran: Promise<void>;
}

const loaded = new Map<string, Loaded>();

/**
 * Returns the exports of a reader's module; undefined if there is no such file. Modules may import
 * each other: then the one that is needed first runs first, and sees nothing of the other until
 * that has run.
 *
 * @param specifier what is imported: `./my-functions`
 * @throws SyntaxError that names the line; what the module throws
 */
export async function loadOwn(
  specifier: string,
  fromFolder: string,
  imports: Imports,
): Promise<object | undefined> {
  const found = await read(specifier, imports.pathOf(specifier, fromFolder));
  if (!found) return undefined;
  const sources = new Map<string, Source>();
  await collect(found, new Set(), sources, imports);
  await run(sources, imports);
  return loaded.get(found.file)?.exports;
}

async function read(specifier: string, path: string): Promise<Pick<Source, 'file' | 'text'> | undefined> {
  for (const file of filesOf(specifier, path)) {
    const text = await host().files.read(file);
    if (text !== undefined) return { file, text };
  }
  return undefined;
}

/** Reads a module and those that it imports, in the order in which they run. */
async function collect(
  { file, text }: Pick<Source, 'file' | 'text'>,
  visited: Set<string>,
  sources: Map<string, Source>,
  imports: Imports,
): Promise<void> {
  visited.add(file);
  const found = new Map<string, Imported>();
  for (const specifier of isData(file) ? [] : (await compiled(file, text)).specifiers) {
    const exports = await imports.loadOfCourse(specifier, folderOf(file));
    const own = exports ? undefined : await read(specifier, imports.pathOf(specifier, folderOf(file)));
    if (!exports && !own) throw new Error(imports.missing(specifier));
    if (own && !visited.has(own.file)) await collect(own, visited, sources, imports);
    found.set(specifier, own ? { file: own.file } : { exports: exports! });
  }
  sources.set(file, { file, text, imports: found });
}

/** Runs those modules that have changed, and those that import them. */
async function run(sources: ReadonlyMap<string, Source>, imports: Imports): Promise<void> {
  const stale = staleOf(sources);
  // First their exports, because modules may import each other.
  for (const file of stale) {
    const { text } = sources.get(file)!;
    const exports: object = isData(file) ? JSON.parse(text) : {};
    loaded.set(file, { text, exports, imported: new Map(), ran: Promise.resolve() });
  }
  const done = new Set<string>();
  let ran = Promise.resolve();
  for (const [file, source] of sources) {
    const module = loaded.get(file)!;
    const before = ran;
    ran = stale.has(file)
      ? before.then(() => execute(source, module, imports)).then(() => void done.add(file))
      : before.then(() => module.ran);
    if (stale.has(file)) Object.assign(module, { ran, imported: importedBy(source) });
  }
  try {
    await ran;
  } finally {
    for (const file of stale) if (!done.has(file)) loaded.delete(file);
  }
}

function staleOf(sources: ReadonlyMap<string, Source>): Set<string> {
  const stale = new Set<string>();
  const isStale = (source: Source) => {
    const known = loaded.get(source.file);
    if (known?.text !== source.text) return true;
    const isSame = ([specifier, exports]: [string, object]) => known.imported.get(specifier) === exports;
    if (![...importedBy(source)].every(isSame)) return true;
    return [...source.imports.values()].some((one) => 'file' in one && stale.has(one.file));
  };
  for (let size = -1; size < stale.size; ) {
    size = stale.size;
    for (const source of sources.values()) if (isStale(source)) stale.add(source.file);
  }
  return stale;
}

function importedBy({ imports }: Source): Map<string, object> {
  const exports = (one: Imported) => ('file' in one ? (loaded.get(one.file)?.exports ?? {}) : one.exports);
  return new Map([...imports].map(([specifier, one]) => [specifier, exports(one)]));
}

async function execute({ file, text }: Source, { exports, imported }: Loaded, imports: Imports) {
  if (isData(file)) return;
  const { script } = await compiled(file, text);
  const require = (specifier: string) => {
    const found = imported.get(specifier);
    if (found) return found;
    throw new Error(`A browser tab has no \`require\`: import '${specifier}'.`);
  };
  const load = (specifier: string) => imports.loadModule(specifier, folderOf(file));
  await asFunction(file, script)(require, exports, { exports }, load);
}

interface Compiled {
  text: string;
  script: string;
  specifiers: string[];
}

const scripts = new Map<string, Compiled>();

async function compiled(file: string, text: string): Promise<Compiled> {
  const known = scripts.get(file);
  if (known?.text === text) return known;
  // The kernel removes types and makes loops stoppable. Here imports become calls.
  const module = await host().compile(text, file);
  const { code } = transform(withImportCalls(module, IMPORT_CALL), {
    transforms: ['imports'],
    disableESTransforms: true,
    filePath: file,
  });
  const specifiers = [...new Set(importsOf(module).map(({ specifier }) => specifier))];
  const made = { text, script: code, specifiers };
  scripts.set(file, made);
  return made;
}

function isData(file: string): boolean {
  return file.endsWith('.json');
}

function folderOf(file: string): string {
  return file.replace(/[/]?[^/]*$/, '');
}
