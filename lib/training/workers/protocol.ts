import type { MaskState } from '../../layers/dropout-masks';
import type { VectorTable } from '../../layers/frozen-embedding';

import type { Adversarial } from '../adversarial';

/** The first message to a worker process. */
export interface Start {
  kind: 'start';
  /** The model's architecture, as tfjs' JSON. */
  topology: string;
  /** All weights of the model in their order. */
  weights: Float32Array[];
  /** The frozen word vectors of the model. */
  vectors: VectorTable[];
  /** Whether embeddings get sparse updates. */
  sparse: boolean;
  /** The weight of each class in the loss. Default: 1. */
  classWeights?: number[];
  /** Adversarial training. Default: none. */
  adversarial?: Adversarial;
}

/** The message to a worker at each step: its part of the batch and the current weights. */
export interface Part {
  kind: 'part';
  /** The values of each variable. */
  weights: Float32Array[];
  /**
   * The gathered rows of each embedding with sparse updates: ids `[rows]`, vectors
   * `[rows * dimensions]`.
   */
  rows: { ids: Int32Array; vectors: Float32Array }[];
  /** Token ids of the part, `[rows * time]`. */
  ids: Int32Array;
  /** `[rows]` */
  labels: Int32Array;
  /** Target distributions `[rows * classes]`, if the batch has them. */
  targets?: Float32Array;
  /** The part's first row, and the number of rows of the whole batch. */
  from: number;
  of: number;
  /** The states of the dropout masks. */
  masks: Record<string, MaskState>;
  withMetrics: boolean;
}

/** The messages to a worker. */
export type Request = Start | Part;

/** The replies of a worker; `gradients` are in the order of `batchGradients`. */
export type Reply =
  | { kind: 'ready' }
  | { kind: 'gradients'; loss: number; accuracy?: number; gradients: Float32Array[] }
  | { kind: 'failed'; message: string };
