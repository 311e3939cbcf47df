/**
 * The worker that has TypeScript: it removes the types of cells, checks, completes and inspects
 * them. It serves one notebook, and outlives the worker that runs the cells.
 */
import { expose } from 'comlink';
import { keepSource } from '../../kernel/platform.browser';
import { type CellTypes, cellTypes } from '../../kernel/types/cell-types';
import { readDeclarations } from './declarations';
import type { Language } from './language';
import { projectConfig } from './options';
import { endsEarly, stripTypes } from './strip-types';
import { newTypeScript } from './typescript-server';

type Start = Extract<ToLanguage, { kind: 'start' }>;

/** Messages to the worker. The first one is `start`. */
export type ToLanguage =
  | {
      kind: 'start';
      /** The address of the declarations. */
      declarations: string;
      /** The folder of the notebook, from the root `/`. */
      folder: string;
      /** Modules that notebooks import first: TypeScript reads them before the first cell. */
      prepared: readonly string[];
    }
  /** A worker for cells, a new one, is at the other end of this port. */
  | { kind: 'serve'; port: MessagePort };

let files = new Map<string, string>();
const offered = new Set<string>(); // of the reader
let starting: Promise<() => CellTypes> | undefined;

globalThis.onmessage = ({ data }: MessageEvent<ToLanguage>) => {
  if (data.kind === 'start') starting = start(data);
  else serve(data.port);
};

/** Returns what gives each worker for cells its types. */
async function start({ declarations, folder, prepared }: Start): Promise<() => CellTypes> {
  files = await readDeclarations(declarations);
  const newTypes = newTypeScript(files);
  const next = () => cellTypes(folder, { startLanguageServer: newTypes, projectConfig });
  let first: CellTypes | undefined = next();
  const code = prepared.map((specifier) => `import '${specifier}';`).join('\n');
  await first.check({ code, declared: [], imports: [], modules: [] });
  return () => {
    const types = first ?? next();
    first = undefined;
    return types;
  };
}

/** Serves a new worker, which knows nothing of the cells before. */
function serve(port: MessagePort): void {
  const types = starting!.then((next) => {
    for (const path of offered) files.delete(path);
    return next();
  });
  types.catch(() => {}); // each call tells
  const language: Language = {
    stripTypes,
    endsEarly,
    async offer(path, text) {
      const { changed } = await types;
      if (files.get(path) === text) return;
      files.set(path, text);
      keepSource(path, text);
      offered.add(path);
      changed([path]);
    },
    check: async (cell) => (await types).check(cell),
    keep: (set) => void types.then((ready) => ready.keep(set)).catch(() => {}),
    changed: (paths) => void types.then((ready) => ready.changed(paths)).catch(() => {}),
    complete: async (code, offset) => (await types).complete(code, offset),
    inspect: async (code, offset) => (await types).inspect(code, offset),
  };
  expose(language, port);
}
