import { tf } from '../backend';
import type { Batch } from '../batches/batches';
import type { Measured } from '../evaluation/metrics';
import { cellSignal, pause } from '../interrupt';
import { clipByNorm } from '../optimizers/clip';
import { RuleOptimizer } from '../optimizers/update-rule-optimizer';
import type { Progress } from '../progress';
import { withoutResizeSignals } from '../signals';
import {
  type BatchGradients,
  batchGradients,
  type Trainee,
  traineeOf,
  trainsByRows,
  wordIdsOf,
} from './gradients';
import { startTeam, type Team } from './workers/pool';

/** What `onStep` may say of a step. */
// biome-ignore lint/suspicious/noConfusingVoidType: most callers have nothing to say
export type StepVerdict = void | 'stop';

export interface TrainOptions {
  /** From ids `[batch, time]` to logits `[batch, classes]`, or `[batch, 1]` for two classes; in training, votes (`meanOfVotes`). */
  model: tf.LayersModel;
  /** Where batches come from; those that are taken are disposed. */
  batches: Iterator<Batch>;
  optimizer: tf.Optimizer;
  /** The step to stop at. */
  steps: number;
  /** The step to start from, when training goes on from a checkpoint. Default 0. */
  from?: number;
  /** Scales gradients down whose common length is above this. Default: never. */
  clipNorm?: number;
  /**
   * Processes that share each batch, this one included. They start in two seconds and pay for large batches: on two
   * cores, 100 texts of 250 words take about two thirds of the time; 24 texts take as long as with one. Default 1.
   */
  workers?: number;
  /** Steps between two measurements: only then are numbers read back from the backend. Default 50. */
  measureEvery?: number;
  /** Called with each measurement, and awaited: the place to write summaries and draw curves. */
  onMeasured?: (measured: Measured) => void | Promise<void>;
  /**
   * Called after each step with the number of steps done, and awaited: the place to save checkpoints. Training is over, too,
   * where it returns `stop`.
   */
  onStep?: (done: number) => StepVerdict | Promise<StepVerdict>;
  progress?: Progress;
  /** Stops training between two steps; in a notebook the cell's stop button does so by itself. */
  signal?: AbortSignal;
}

/**
 * Trains a classifier by minimising the cross-entropy of its logits and what its regularisers add, and returns what was
 * measured. The model is changed in place; when training is stopped it stands as after the last full step. The same
 * seeds give the same result on the same backend.
 *
 * @throws the signal's reason when training is stopped; when the loss is no longer a number; when another process of
 *   training ends
 */
export async function train(options: TrainOptions): Promise<Measured[]> {
  const { model, optimizer, workers = 1 } = options;
  if (!Number.isInteger(workers) || workers < 1) throw new RangeError(`${workers} workers: use 1 or more`);
  const trainee = traineeOf(model, trainsByRows(optimizer));
  return withoutResizeSignals(async () => {
    if (workers === 1) return runSteps(options, trainee);
    const team = await startTeam(trainee, workers);
    return runSteps(options, trainee, team).finally(team.close);
  });
}

async function runSteps(options: TrainOptions, trainee: Trainee, team?: Team): Promise<Measured[]> {
  const { batches, steps, from = 0, measureEvery = 50 } = options;
  const { onMeasured, onStep, progress, signal = cellSignal() } = options;
  const history: Measured[] = [];
  for (let step = from; step < steps; step++) {
    await pause(signal);
    const batch = batches.next().value as Batch | undefined;
    if (!batch) throw new Error(`there were no more batches after ${step} of ${steps} steps`);
    const measuring = step % measureEvery === 0 || step === steps - 1;
    const result = await trainStep(options, trainee, batch, measuring, team).finally(() =>
      tf.dispose([batch.ids, batch.labels]),
    );
    if (result) {
      const measured = { step, ...result };
      if (!Number.isFinite(measured.loss))
        throw new Error(
          `the loss is ${measured.loss} at step ${step}: lower the learning rate, or clip gradients`,
        );
      history.push(measured);
      await onMeasured?.(measured);
    }
    const last = history.at(-1);
    progress?.(step + 1 - from, steps - from, last && `loss ${last.loss.toFixed(3)}`);
    if ((await onStep?.(step + 1)) !== 'stop') continue;
    progress?.(step + 1 - from, step + 1 - from);
    break;
  }
  return history;
}

/** Makes one step down the gradient of a batch, and returns what it said of the model before, if that is asked for. */
async function trainStep(
  { optimizer, clipNorm }: TrainOptions,
  trainee: Trainee,
  batch: Batch,
  measuring: boolean,
  team?: Team,
): Promise<Omit<Measured, 'step'> | undefined> {
  const words = trainee.embeddings.length > 0 ? wordIdsOf(trainee, batch) : new Int32Array();
  const rows = trainee.embeddings.map((layer) => layer.openRows(words));
  let found: BatchGradients | undefined;
  try {
    found = team
      ? await team.gradients(rows, batch, measuring)
      : batchGradients(trainee, rows, batch, measuring);
    const { loss, accuracy, gradients } = found;
    tf.tidy(() => {
      const clipped = clipNorm === undefined ? gradients : clipByNorm(gradients, clipNorm);
      if (!(optimizer instanceof RuleOptimizer)) return optimizer.applyGradients(clipped);
      const ofRows = rows.map((row) => ({
        ...row,
        gradients: clipped[row.variable.name]!.dataSync<'float32'>(),
      }));
      const ofVariables = Object.fromEntries(trainee.variables.map(({ name }) => [name, clipped[name]!]));
      optimizer.applyGradients(ofVariables, ofRows);
    });
    return measuring ? { loss: loss.dataSync()[0]!, accuracy: accuracy!.dataSync()[0]! } : undefined;
  } finally {
    if (found) tf.dispose([found.loss, found.accuracy ?? [], found.gradients]);
    for (const layer of trainee.embeddings) layer.closeRows();
  }
}
