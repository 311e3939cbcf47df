/** The messages between a process that classifies many texts and its workers. */
import type { Explanation } from '../classifier/explain';

/** The model that a worker loads. */
export interface WorkerModel {
  /** A checkpoint, a run, or a bundled model. Default: `general`. */
  folder?: string;
  /** The file of own word vectors, if it has moved. */
  vectors?: string;
}

/** A batch of texts to classify, or a text to explain. */
export type Request = { id: number; texts: string[] } | { id: number; explain: string; label?: string };

/** The first message of a worker: its model is loaded. */
export interface Ready {
  kind: 'ready';
  classes: readonly string[];
  /** The folder of the checkpoint. */
  folder: string;
  /** The digest of the model in its memory: `digestOfClassifier`. */
  digest: string;
  /** What computes: `tensorflow`, `wasm` or `cpu`. */
  backend: string;
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

/** The explanation of a text. */
export interface Explained {
  kind: 'explained';
  id: number;
  explanation: Explanation;
}

/** A request, or the start, failed. */
export interface Failed {
  kind: 'failed';
  /** The request. Undefined: the start. */
  id?: number;
  message: string;
}

/** What a worker sends. */
export type Reply = Ready | Scores | Explained | Failed;
