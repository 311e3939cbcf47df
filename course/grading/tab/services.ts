/** What `check` in a tab needs of the page. */
export interface TabServices {
  /** Returns a file of the learner, `exercises/17-masked-mean.ts`; undefined if there is none. */
  read(path: string): Promise<string | undefined>;
  /** @throws SyntaxError for code that is not TypeScript */
  compile(code: string, path: string): Promise<string>;
  /** Starts a worker that runs `worker.ts`. */
  startWorker(): Worker;
}

let current: TabServices | undefined;

/** Gives `check` what it needs. */
export function provide(services: TabServices): void {
  current = services;
}

/** Returns what `provide` was given. @throws if it was not called */
export function services(): TabServices {
  if (!current) throw new Error('check runs in a tab only with its services: call provide first');
  return current;
}
