/**
 * What the kernel in a browser tab and the modules that its cells import know of each other. The
 * kernel (`lite/cells/`) knows nothing of the library, and the library nothing of JupyterLite.
 *
 * The build writes the registry as an ES module, `library/index.js`, beside the worker that runs
 * cells. It exports `createRegistry`, and the worker calls it once, before the first import.
 */

/** What the modules of cells may use of the kernel. */
export interface TabHost {
  /**
   * The address of the app's folder, with a slash at its end. Data lie below it. It may be a
   * sub-path of its server.
   */
  base: string;
  /** The module `tslab`: what it displays appears below the current cell. */
  tslab: Pick<typeof import('tslab'), 'display' | 'newDisplay'>;
  /** Prints text below the current cell. */
  print(stream: 'stdout' | 'stderr', text: string): void;
  /** Returns the value as Node's `inspect` prints it. */
  inspect(value: unknown): string;
  /** The files that the reader sees in JupyterLite. Paths are relative to the app's root. */
  files: {
    /** Returns a file's text; undefined if there is none. */
    read(path: string): Promise<string | undefined>;
    write(path: string, text: string): Promise<void>;
  };
  /**
   * Returns a TypeScript module without its types, as an ES module whose loops can be stopped.
   *
   * @throws SyntaxError that names the line
   */
  compile(code: string, fileName: string): Promise<string>;
}

/** The modules that cells can import. */
export interface ModuleRegistry {
  /**
   * Returns the exports of a module.
   *
   * @param specifier as the cell has it: `../lib/backend`, `node:path`, `danfojs-node`
   * @param fromFolder the folder of the notebook, relative to the app's root: `notebooks`
   * @throws an error that names the module and says what to do, if the tab has none
   */
  loadModule(specifier: string, fromFolder: string): Promise<object>;
}

/** The export of `library/index.js`. */
export type CreateRegistry = (host: TabHost) => ModuleRegistry | Promise<ModuleRegistry>;
