/** The global scope of a worker: TypeScript's types of pages and of workers exclude each other. */
export interface WorkerScope<Request, Answer> {
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  postMessage(answer: Answer, transfer?: Transferable[]): void;
}

/** Returns the scope of this worker. */
export function workerScope<Request, Answer>(): WorkerScope<Request, Answer> {
  return self as unknown as WorkerScope<Request, Answer>;
}
