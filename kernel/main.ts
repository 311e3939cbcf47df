/** The Jupyter kernel: tslab, with cells that share live variables. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { setTimeout } from 'node:timers';
import { pathToFileURL } from 'node:url';
import { loadBackendFirst } from './backend-first';
import { offerCellSignal } from './cell';
import { openControl } from './control';
import { endsEarly } from './ends-early';
import { createExecution } from './execution';
import { offerInput } from './input';
import { isComplete } from './is-complete';
import { kernelInfo } from './kernel-info';
import { loadLatePackages } from './late-packages';
import { ownModules } from './modules/own-modules';
import { captureOutput } from './output';
import { outputPace } from './pace';
import { type Positions, positions, positionsIn, translateStacks } from './positions';
import { hideContextOfPromises } from './promises';
import { handlers } from './requests';
import { createRunner, type Runner } from './runner';
import { showSourceOfFunctions } from './script/marks';
import { serve } from './server';
import { offerStandardInput } from './standard-input';
import { createStops, type Stops } from './stops';
import { stripTypes } from './strip-types';
import { showSubprocessOutput } from './subprocess-output';
import { endTimersWithCells } from './timers';
import { loadTslab } from './tslab';
import { cellTypes } from './types/cell-types';
import { startLanguageServer } from './types/language-server';
import { projectConfig } from './types/options';
import { address, type Connection } from './wire';

/** Options of `startKernel`. */
export interface KernelOptions {
  /** Jupyter's connection file, with the ports to listen on. */
  connectionFile: string;
  /** The notebook's folder. */
  notebookFolder: string;
  /** The project's folder. Notebooks lie in it, and tracebacks show files relative to it. */
  root: string;
  /** Folders of the project whose modules are type-checked elsewhere. Default: none. */
  checked?: readonly string[];
  /** Loads what makes tfjs-node work, before a cell imports that. Default: nothing. */
  loadBackend?(): void;
  /** The compiler of TypeScript modules. */
  sources: {
    /** Returns a source file's JavaScript. */
    compile(path: string): { code: string; map(): string | undefined };
    /** Gets each source file that is loaded from now on. */
    onLoad(listener: (path: string, map: () => string | undefined) => void): void;
  };
}

/**
 * Starts the kernel. It ends on request, or when its parent process is gone.
 *
 * @throws when the connection file cannot be read or a port is in use
 */
export async function startKernel({
  connectionFile,
  notebookFolder,
  root,
  checked = [],
  loadBackend,
  sources,
}: KernelOptions) {
  let closeSockets = () => Promise.resolve();
  const end = () => {
    setTimeout(process.exit, CLOSE_MS, 0).unref();
    void closeSockets().then(() => setTimeout(process.exit, DELIVERY_MS, 0));
  };
  endWithParent(end);

  const connection: Connection = JSON.parse(readFileSync(connectionFile, 'utf8'));
  const compiled = positions();
  const stops = createStops();
  sources.onLoad((path, map) =>
    compiled.add(path, positionsIn(relative(root, path).replaceAll('\\', '/'), map)),
  );
  const runner = isInside(root, notebookFolder)
    ? runnerIn(notebookFolder, checked, compiled, sources, stops)
    : refusing(
        `This kernel was started in ${notebookFolder}. Move the notebook into ${root}, whose lib/ it uses, ` +
          'or start the kernel in its folder (papermill: --cwd FOLDER).',
      );

  const execution = createExecution(runner, stops, root);
  process.on('SIGINT', execution.interrupt);
  process.on('uncaughtException', execution.unhandled);
  process.on('unhandledRejection', execution.unhandled);
  process.noDeprecation = true; // deprecations concern authors of packages
  showOnlyOwnWarnings();
  offerCellSignal();
  hideContextOfPromises();
  translateStacks(compiled, (file) => file.startsWith(__dirname + sep) || INTERNAL.test(file));
  loadLatePackages();
  if (loadBackend)
    loadBackendFirst(() => {
      stops.forbidSignals();
      loadBackend();
    });
  loadTslab();
  offerInput();
  offerStandardInput();
  endTimersWithCells(stops.start);
  showSourceOfFunctions();
  captureOutput();
  showSubprocessOutput();

  const control = await openControl({
    root,
    address: address(connection, connection.control_port),
    key: connection.key,
    stop: stops.stop,
  });
  const requests = handlers({
    execution,
    runner,
    isComplete: (code) => isComplete(code, endsEarly),
    interrupt: stops.requested,
    end,
    about: kernelInfo(),
  });
  const server = await serve(connection, control, requests, {
    busyWith: () => execution.running()?.publish,
    pace: outputPace(stops.stop),
  });
  closeSockets = server.close;
}

/** The files of what runs the cells. */
const INTERNAL = /^node:(internal|vm$|async_hooks$)|[\\/]node_modules[\\/]tslab[\\/]/;
/** How long the sockets may take to deliver the last messages. */
const DELIVERY_MS = 100;
/** How long they may take to close. */
const CLOSE_MS = 2000;
const PARENT_CHECK_MS = 2000;

function runnerIn(
  folder: string,
  checked: readonly string[],
  compiled: Positions,
  sources: KernelOptions['sources'],
  stops: Stops,
): Runner {
  const modules = ownModules({
    folder,
    kernel: __dirname,
    checked,
    compile: (path) => sources.compile(path).code,
  });
  const types = cellTypes(folder, { startLanguageServer, projectConfig });
  process.on('exit', types.close);
  const { require } = modules;
  const meta = {
    url: pathToFileURL(join(folder, 'cell.js')).href,
    dirname: folder,
    resolve: (specifier: string) => pathToFileURL(require.resolve(specifier)).href,
  };
  return createRunner({ folder, modules, positions: compiled, stops, types, stripTypes, meta });
}

/**
 * Leaves out warnings about what the kernel does, and about rejections that a cell handles late.
 */
function showOnlyOwnWarnings(): void {
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name === 'PromiseRejectionHandledWarning') return;
    if (warning.message.includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) return;
    for (const listener of listeners) listener(warning);
  });
}

/** Returns a runner that fails every cell with a message. */
function refusing(message: string): Runner {
  return {
    run: () => Promise.reject(new Error(message)),
    inspect: () => Promise.resolve(undefined),
    complete: (_code, offset) => Promise.resolve({ start: offset, end: offset, candidates: [] }),
  };
}

/** Ends the kernel when its parent was killed and could not request it. */
function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const check = setInterval(() => {
    if (process.ppid !== parent) end();
  }, PARENT_CHECK_MS);
  check.unref();
}

function isInside(root: string, folder: string): boolean {
  const way = relative(root, folder);
  return !way.startsWith('..') && !isAbsolute(way);
}
