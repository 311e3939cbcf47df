import type { MaskState } from '../../layers/dropout-masks';
import type { VectorTable } from '../../layers/frozen-embedding';

/** What a worker process is told first. */
export interface Start {
  kind: 'start';
  /** The model's layers, as tfjs writes them. */
  topology: string;
  /** All weights of the model, in its order. */
  weights: Float32Array[];
  /** The frozen word vectors that the model reads. */
  vectors: VectorTable[];
  /** Whether embeddings are trained by rows. */
  sparse: boolean;
}

/** What a worker is told at each step: all that its part of the batch needs. */
export interface Part {
  kind: 'part';
  /** Of each variable. */
  weights: Float32Array[];
  /** Of each embedding that is trained by rows. */
  rows: { ids: Int32Array; vectors: Float32Array }[];
  /** `[rows, time]` */
  ids: Int32Array;
  /** `[rows]` */
  labels: Int32Array;
  /** The part's first row, and how many rows the whole batch has. */
  from: number;
  of: number;
  /** Where the dropout masks stand. */
  masks: Record<string, MaskState>;
  withMetrics: boolean;
}

/** A message to a worker. */
export type Request = Start | Part;

/** What a worker answers. */
export type Reply =
  | { kind: 'ready' }
  | { kind: 'gradients'; loss: number; accuracy?: number; gradients: Float32Array[] }
  | { kind: 'failed'; message: string };
