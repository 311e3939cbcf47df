/** The result of a trial's training with one seed, up to the end of a rung. */
import * as v from 'valibot';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import { finiteNumber, parseJson, wholeNumber } from '../../lib/files/json-file';
import { readBody, resultFile } from '../../lib/units/result-file';

/** What became of a trial in a rung. */
export type TrialResult = TrainedResult | FailedResult;

/** The result of a trial that was trained. */
export interface TrainedResult {
  format: 1;
  /** The training steps so far, and those of training in full. */
  step: number;
  steps: number;
  /** Whether training has ended: in full, or by early stopping. */
  finished: boolean;
  /** The lowest validation loss so far, in nats, and the accuracy at that step. */
  loss: number;
  accuracy: number;
  bestStep: number;
  /** The metrics of each evaluation on the validation set. */
  validation: readonly StepMetrics[];
  trainableParameters: number;
  /** Seconds of training and validation so far. */
  seconds: number;
  /** The folder of its checkpoints, relative to the study's. */
  run: string;
  /**
   * For each validation example, the loss in nats of the best checkpoint, and 1 if its prediction
   * is correct, else 0. Only if training has ended.
   */
  examples?: { losses: readonly number[]; correct: readonly number[] };
  backend: string;
  /** ISO 8601. */
  date: string;
  failed?: undefined;
}

/** The result of a trial that could not be trained. */
export interface FailedResult {
  format: 1;
  /** The reason. */
  failed: string;
  finished: true;
  backend: string;
  date: string;
}

/** Returns the result of a trial that could not be trained. */
export function failedResult(reason: string, backend: string): FailedResult {
  return { format: 1, failed: reason, finished: true, backend, date: new Date().toISOString() };
}

/** Returns whether a trial was trained. */
export function isTrained(result: TrialResult): result is TrainedResult {
  return result.failed === undefined;
}

const common = { format: v.literal(1), backend: v.string(), date: v.string() };
const schema = v.union([
  v.looseObject({ ...common, failed: v.string(), finished: v.literal(true) }),
  v.looseObject({
    ...common,
    step: wholeNumber(),
    steps: wholeNumber(),
    finished: v.boolean(),
    loss: finiteNumber,
    accuracy: finiteNumber,
    bestStep: wholeNumber(),
    validation: v.array(v.looseObject({ step: wholeNumber(), loss: finiteNumber, accuracy: finiteNumber })),
    trainableParameters: wholeNumber(),
    seconds: finiteNumber,
    run: v.string(),
    examples: v.optional(
      v.looseObject({ losses: v.array(finiteNumber), correct: v.array(v.picklist([0, 1])) }),
    ),
  }),
]);

/** Returns the result of a unit. @throws if it is missing or damaged */
export async function readTrialResult(folder: string, digest: string): Promise<TrialResult> {
  const file = resultFile(folder, digest);
  const remedy = 'remove it, and run the same command again';
  return parseJson(file, await readBody(folder, digest), schema, remedy) as TrialResult;
}
