import type { Checkpoint } from '../../lib/checkpoints/checkpoint';
import type { RunRecord } from '../../lib/checkpoints/record';
import type { Evaluation } from '../../lib/evaluation/evaluate';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import type { Lock } from '../../lib/files/lock';
import type { Progress } from '../../lib/progress';
import type { TokenizerName } from '../../lib/text/tokenizer';
import type { PreparedData } from './prepared-files';

/** The input of a run: its flags, its data, and the checkpoint that it resumes from. */
export interface Run<V> {
  values: V;
  prepared: PreparedData;
  events: RunEvents;
  /** The checkpoint to resume from. Default: start from the initial weights. */
  checkpoint?: Checkpoint;
  /** Networks: the step after which this call ends, with a checkpoint. Default: the last step. */
  until?: number;
  /** The lock on its folder, if it is resumed. */
  lock?: Lock;
}

/** Callbacks of a run. */
export interface RunEvents {
  /** Receives how the data were read, and what was not, in lines. */
  onRead?: (notes: readonly string[]) => void;
  onData?: (data: RunData) => void;
  /** The metrics of a training batch, before its step. */
  onStep?: (metrics: StepMetrics) => void;
  /** The metrics on the validation set. */
  onValidated?: (metrics: StepMetrics, evaluation: Evaluation) => void;
  onSaved?: (folder: string) => void;
  /** Receives a line about a fault that does not stop the run. */
  warn?: (line: string) => void;
  /** Returns a progress bar with that title. */
  progress?: (title: string, unit: string) => Progress;
  signal?: AbortSignal;
}

/** The data, the model and the steps of a run, when it starts. */
export interface RunData {
  system: string;
  /** The data: `data/aclImdb/train`. */
  what: string;
  /** How many reviews each set has. */
  train: number;
  validation: number;
  test: number;
  classes: readonly string[];
  tokenizer: TokenizerName;
  /** The number of words that are removed. */
  stopWords: number;
  /** Texts are truncated to this many tokens. Absent: none is. */
  maxLength?: number;
  /** The number of texts that are longer. */
  truncated: number;
  /** How many token ids there are. */
  vocabularySize: number;
  trainableParameters: number;
  /** The backend, if there is one to choose. */
  backend?: { name: string; reason: string };
  batchSize: number;
  /** The run starts after this step, and ends after `steps` at most. */
  from: number;
  steps: number;
}

/** The metrics of a run so far. */
export type History = Required<Pick<RunRecord, 'validation' | 'training' | 'seconds'>>;

/** The result of a run. */
export interface RunSummary extends History {
  /** The folder of its checkpoints. */
  folder: string;
  steps: number;
  /** Whether early stopping ended it. */
  stoppedEarly: boolean;
  /** The evaluation on the test set, if the system splits one off. */
  test?: Evaluation;
}

/** A run was stopped. It can resume if it has a checkpoint. */
export class RunStopped extends Error {
  override name = 'RunStopped';

  constructor(
    readonly step: number,
    /** The run's folder; absent if nothing was saved. */
    readonly folder?: string,
  ) {
    super(folder ? `stopped after step ${step}` : 'stopped before the first checkpoint');
  }
}

/** A run ended with an error after it had saved a checkpoint, from which it can resume. */
export class RunFailed extends Error {
  override name = 'RunFailed';

  constructor(
    override readonly cause: Error,
    /** The step of its latest checkpoint. */
    readonly step: number,
    /** The run's folder. */
    readonly folder: string,
  ) {
    super(cause.message, { cause });
  }
}
