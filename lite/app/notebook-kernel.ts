/**
 * The kernel of one notebook, as its page sees it: two workers, of which one runs the cells and one
 * has TypeScript. If a cell cannot be stopped, the first one is ended and started anew.
 */
import { expose } from 'comlink';
import type { ToLanguage } from '../language/worker';
import type { Content, FromCells, ToCells } from '../messages';
import type { TabHost } from '../module-registry';

/** What a request does before its reply. */
export interface Hearer {
  /** Gets a message for the output of the cell. */
  publish(msgType: string, content: Content): void;
  /** Asks the reader for a line. Without it, cells get an error when they ask. */
  ask?(prompt: string, isPassword: boolean): Promise<string>;
}

/** The kernel of one notebook. */
export interface NotebookKernel {
  /**
   * Returns the content of the reply to one of Jupyter's requests.
   *
   * @param type without its ending `_request`
   */
  request(type: string, content: Content, hearer?: Hearer): Promise<Content>;
  /**
   * Stops the running cell. If it does not end, its worker is ended, and all variables are lost.
   */
  interrupt(): void;
  /** Ends the workers. */
  dispose(): void;
}

/** Where the kernel is and what it may use. */
export interface KernelPlace {
  /** The address of the app's folder, with a slash at its end. */
  base: string;
  /** The folder of the built workers, with a slash at its end. */
  workers: string;
  /** The folder of the notebook, relative to the app's root. */
  folder: string;
  files: TabHost['files'];
  /** Modules that notebooks import first. Default: none. */
  prepared?: readonly string[];
}

/** How long a cell that is stopped may take to end, in ms. */
const PATIENCE_MS = 2000;

/** A page that is older than the site, or without a network, does not get the workers' files. */
const NOT_LOADED = 'The kernel cannot be loaded: is the network there? Save your work and reload the page.';

/** What the reader gets to know when variables are lost. */
const LOST = 'All variables are lost: run the cells above again.';

/** A request without a reply. */
interface Pending {
  type: string;
  resolve(content: Content): void;
}

/** Starts the kernel of a notebook. */
export function startKernel({ base, workers, folder, files, prepared = [] }: KernelPlace): NotebookKernel {
  const language = new Worker(`${workers}language.js`, { type: 'module', name: 'TypeScript' });
  let isBroken = false;
  language.onerror = ({ message }) => {
    if (message === undefined) breakDown();
  };
  const declarations = `${workers}declarations.bin`;
  tellLanguage({ kind: 'start', declarations, folder: `/${folder}`, prepared });
  const pending = new Map<number, Pending>();
  const hearers = new Map<number, Hearer>(); // what a timer prints later belongs to its cell
  let last = 0;
  let watch = newWatch();
  let cells = startCells();
  let patience: ReturnType<typeof setTimeout> | undefined;
  return { request, interrupt, dispose };

  function tellLanguage(message: ToLanguage, transfer: Transferable[] = []): void {
    language.postMessage(message, transfer);
  }

  function tell(message: ToCells, transfer: Transferable[] = []): void {
    cells.postMessage(message, transfer);
  }

  function startCells(): Worker {
    const worker = new Worker(`${workers}cells.js`, { type: 'module', name: 'Cells' });
    const toLanguage = new MessageChannel();
    const toFiles = new MessageChannel();
    tellLanguage({ kind: 'serve', port: toLanguage.port2 }, [toLanguage.port2]);
    expose(files, toFiles.port2);
    const ports = { language: toLanguage.port1, files: toFiles.port1 };
    const start: ToCells = { kind: 'start', base, folder, ...ports, watch };
    worker.postMessage(start, Object.values(ports));
    worker.onmessage = ({ data }: MessageEvent<FromCells>) => receive(data);
    // Without a message it was not loaded, and would not be loaded again either.
    worker.onerror = ({ message }) =>
      message === undefined ? breakDown() : restart(`The kernel has failed: ${message}. ${LOST}`);
    return worker;
  }

  function request(type: string, content: Content, hearer: Hearer = { publish() {} }): Promise<Content> {
    last += 1;
    const id = last;
    hearers.set(id, hearer);
    return new Promise((resolve) => {
      pending.set(id, { type, resolve });
      if (isBroken) failPending(NOT_LOADED);
      else tell({ kind: 'request', id, type, content });
    });
  }

  function receive(message: FromCells): void {
    const { id } = message;
    const hearer = hearers.get(id);
    if (message.kind === 'publish') {
      hearer?.publish(message.msgType, message.content);
    } else if (message.kind === 'ask') {
      const { question, prompt, isPassword } = message;
      const asking = cells; // a worker that is started later has other questions
      const answered = hearer?.ask?.(prompt, isPassword) ?? Promise.reject(new Error('nobody can answer'));
      answered.then(
        (line) => asking.postMessage({ kind: 'answer', question, line } satisfies ToCells),
        ({ message }: Error) =>
          asking.postMessage({ kind: 'no answer', question, message } satisfies ToCells),
      );
    } else {
      reply(id, message.content);
    }
  }

  function reply(id: number, content: Content): void {
    const { type, resolve } = pending.get(id) ?? {};
    pending.delete(id);
    if (type !== 'execute') hearers.delete(id);
    else if (!isRunning()) stopWaiting();
    resolve?.(content);
  }

  function isRunning(): boolean {
    return [...pending.values()].some(({ type }) => type === 'execute');
  }

  function stopWaiting(): void {
    clearTimeout(patience);
    patience = undefined;
  }

  function interrupt(): void {
    if (!isRunning()) return;
    URL.revokeObjectURL(watch);
    watch = newWatch();
    tell({ kind: 'stop', watch });
    patience ??= setTimeout(restart, PATIENCE_MS, `The cell did not stop, so it was ended. ${LOST}`);
  }

  /** Ends the worker that runs the cells, and starts a new one. */
  function restart(reason: string): void {
    cells.terminate();
    stopWaiting();
    cells = startCells();
    failPending(reason);
  }

  /** From now on all requests fail. */
  function breakDown(): void {
    isBroken = true;
    dispose();
    failPending(NOT_LOADED);
  }

  /** Replies to all requests that they failed. */
  function failPending(reason: string): void {
    const failure = { ename: 'Interrupted', evalue: reason, traceback: [`Interrupted: ${reason}`] };
    for (const [id, { type }] of [...pending]) {
      if (type === 'execute') hearers.get(id)?.publish('error', failure);
      reply(id, { status: 'error', execution_count: null, ...failure });
    }
    hearers.clear(); // the timers of these cells have ended
  }

  function dispose(): void {
    cells.terminate();
    language.terminate();
    stopWaiting();
    URL.revokeObjectURL(watch);
  }
}

/** Returns an address that exists until it is taken back: see `tab-stops.ts`. */
function newWatch(): string {
  return URL.createObjectURL(new Blob(['']));
}
