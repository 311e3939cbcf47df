/** The messages between the process that scores a table and its workers. */

/** The model that a worker loads. */
export interface WorkerModel {
  /** A checkpoint, a run, or a bundled model. Default: `general`. */
  folder?: string;
  /** The file of own word vectors, if it has moved. */
  vectors?: string;
}

/** A batch of texts. */
export interface Request {
  id: number;
  texts: string[];
}

/** The first message of a worker: its model is loaded. */
export interface Ready {
  kind: 'ready';
  classes: readonly string[];
  /** The folder of the checkpoint. */
  folder: string;
}

/** The predictions for a batch. */
export interface Scores {
  kind: 'scores';
  id: number;
  /** `[texts, classes]`, row-major. */
  probabilities: Float32Array;
  /** 1 for each text with a word that the model knows, else 0. */
  isRead: Uint8Array;
}

/** A batch, or the start, failed. */
export interface Failed {
  kind: 'failed';
  id?: number;
  message: string;
}

/** What a worker sends. */
export type Reply = Ready | Scores | Failed;
