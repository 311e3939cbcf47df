/**
 * The Jupyter kernel of this repository: tslab's compiler and executor behind the kernel's own
 * server.
 */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, relative } from 'node:path';
import { loadBackendFirst } from './backend-first';
import { currentCell, hideContextOfPromises, offerCellSignal } from './cell';
import { createCompiler } from './compiler';
import { createExecution, type Runner, type TslabConsole } from './execution';
import { loadLatePackages } from './late-packages';
import { captureOutput } from './output';
import { type Positions, positions, translateStacks } from './positions';
import { handlers } from './requests';
import { serve } from './server';
import type { Connection } from './wire';

/** Options of `startKernel`. */
export interface KernelOptions {
  /** Jupyter's connection file, with the ports to listen on. */
  connectionFile: string;
  /** The notebook's folder. */
  notebookFolder: string;
  /** Loads a source file of the repository by its path relative to this folder. */
  requireTypeScript(file: string): unknown;
}

/**
 * Starts the kernel. It ends on request, or when its parent process is gone.
 *
 * @throws when the connection file cannot be read or a port is in use
 */
export async function startKernel({ connectionFile, notebookFolder, requireTypeScript }: KernelOptions) {
  let closeSockets = () => {};
  const end = () => {
    closeSockets();
    setTimeout(process.exit, DELIVERY_MS, 0);
  };
  endWithParent(end);

  const connection: Connection = JSON.parse(readFileSync(connectionFile, 'utf8'));
  const root = withSlashes(dirname(__dirname));
  const folder = withSlashes(notebookFolder);
  const compiled = positions();
  const executorFor = isInside(root, folder)
    ? (console: TslabConsole) => tslabExecutor(root, folder, compiled, console)
    : () => refusing(`This notebook lies in ${folder}. Move it into ${root}, whose lib/ it uses.`);

  const execution = createExecution(executorFor, root);
  process.on('SIGINT', execution.interrupt);
  process.on('uncaughtException', execution.unhandled);
  process.on('unhandledRejection', execution.unhandled);
  process.noDeprecation = true; // deprecations concern authors of packages
  offerCellSignal();
  hideContextOfPromises();
  translateStacks(compiled);
  loadLatePackages();
  loadBackendFirst(() => requireTypeScript('../lib/backend.ts'));
  captureOutput();

  const server = await serve(connection, handlers(execution, end), () => execution.running()?.publish);
  closeSockets = server.close;
}

/** How long the sockets may take to deliver the last messages. */
const DELIVERY_MS = 100;
const PARENT_CHECK_MS = 2000;

function tslabExecutor(root: string, folder: string, compiled: Positions, console: TslabConsole): Runner {
  const compiler = createCompiler(root, folder, compiled, (name) => executor.locals[name] !== undefined);
  const converters = { node: compiler, browser: compiler, close: () => compiler.close() };
  const { createExecutor }: typeof import('tslab/dist/executor') = require('tslab/dist/executor');
  const executor = createExecutor(folder, converters, console);

  // tslab's `display` calls this function.
  const jupyter: typeof import('tslab/dist/jupyter') = require('tslab/dist/jupyter');
  jupyter.lastWriteDisplayData = (content, update) =>
    currentCell()?.publish(update ? 'update_display_data' : 'display_data', { ...content });
  return executor;
}

/** Returns an executor that fails every cell with a message. */
function refusing(message: string): Runner {
  return {
    execute: () => Promise.reject(new Error(message)),
    inspect: () => undefined,
    complete: (_code, position) => ({ start: position, end: position, candidates: [] }),
    interrupt() {},
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

/** TypeScript and tslab write paths with forward slashes on every system. */
function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
