/**
 * The worker that has TypeScript: it removes the types of cells, checks, completes and inspects
 * them. It serves one notebook, and outlives the worker that runs the cells.
 */
import { expose } from 'comlink';
import { type CellTypes, cellTypes } from '../../kernel/types/cell-types';
import { readDeclarations } from './declarations';
import type { Language } from './language';
import { projectConfig } from './options';
import { isComplete, stripTypes } from './strip-types';
import { startTypeScript } from './typescript-server';

/** Messages to the worker. The first one is `start`. */
export type ToLanguage =
  /** `declarations` is the address of the declarations, `folder` that of the notebook. */
  | { kind: 'start'; declarations: string; folder: string }
  /** A worker for cells, a new one, is at the other end of this port. */
  | { kind: 'serve'; port: MessagePort };

let newTypes: (() => CellTypes) | undefined;
let files = new Map<string, string>();
let starting: Promise<void> = Promise.resolve();

globalThis.onmessage = ({ data }: MessageEvent<ToLanguage>) => {
  if (data.kind === 'start') starting = start(data.declarations, data.folder);
  else serve(data.port);
};

async function start(address: string, folder: string): Promise<void> {
  files = await readDeclarations(address);
  newTypes = () => cellTypes(folder, { startLanguageServer: () => startTypeScript(files), projectConfig });
}

/** Serves a new worker, which knows nothing of the cells before. */
function serve(port: MessagePort): void {
  const types = starting.then(() => newTypes!());
  types.catch(() => {}); // each call tells
  // One after the other: what a cell declares belongs to the check before.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: (ready: CellTypes) => Promise<Result> | Result): Promise<Result> => {
    const done = last.then(async () => work(await types));
    last = done.catch(() => {});
    return done;
  };
  const language: Language = {
    stripTypes,
    isComplete,
    offer: (path, text) =>
      void inTurn((ready) => {
        if (files.get(path) === text) return;
        files.set(path, text);
        ready.changed([path]);
      }),
    check: (cell) => inTurn((ready) => ready.check(cell)),
    keep: (set) => void inTurn((ready) => ready.keep(set)),
    changed: (files) => void inTurn((ready) => ready.changed(files)),
    complete: (code, offset) => inTurn((ready) => ready.complete(code, offset)),
    inspect: (code, offset) => inTurn((ready) => ready.inspect(code, offset)),
  };
  expose(language, port);
}
