import type { Backend } from '../../lib/backend';
import type { RunRecord } from '../../lib/checkpoints/record';
import type { Evaluation } from '../../lib/evaluation/evaluate';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import type { Progress } from '../../lib/progress';

/** What a run tells of itself, as it goes. */
export interface RunEvents {
  onData?: (data: RunData) => void;
  /** Measured on the batch of one step, before it. */
  onStep?: (metrics: StepMetrics) => void;
  /** Measured on the held-out texts. */
  onValidated?: (metrics: StepMetrics, evaluation: Evaluation) => void;
  onSaved?: (folder: string) => void;
  /** Told, in a line, what went wrong without mattering. */
  warn?: (line: string) => void;
  /** Returns what shows how far work of that title is. */
  progress?: (title: string, unit: string) => Progress;
  signal?: AbortSignal;
}

/** What a run is about to do. */
export interface RunData {
  system: string;
  what: string;
  /** How many texts each part has. */
  train: number;
  validation: number;
  test: number;
  classes: readonly string[];
  /** Different words that the model tells apart, or vectors that it reads. */
  vocabularySize: number;
  /** Numbers that are trained. */
  trainableParameters: number;
  /** What computes it; absent where it is plain JavaScript. */
  backend?: Backend;
  /** Texts in a step. */
  batchSize: number;
  /** The steps to do at most, from the first or from the one that a checkpoint had come to. */
  from: number;
  steps: number;
}

/** How far a run has come, and what it has measured on the way. */
export type RunSoFar = Required<Pick<RunRecord, 'validation' | 'training' | 'seconds'>>;

/** What a run leaves behind. */
export interface RunSummary extends RunSoFar {
  /** Its folder of checkpoints. */
  folder: string;
  steps: number;
  /** Whether it ended before its last step as nothing got better. */
  stoppedEarly: boolean;
  /** What the texts said that were kept for the end. */
  test?: Evaluation;
}

/** A run was stopped, and can go on from a checkpoint if it had begun. */
export class RunStopped extends Error {
  constructor(
    readonly step: number,
    /** The run's folder; absent where there was nothing to save. */
    readonly folder?: string,
  ) {
    super(folder ? `stopped after step ${step}` : 'stopped before there was anything to save');
  }
}
