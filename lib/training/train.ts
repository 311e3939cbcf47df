import { tf } from '../backend';
import type { Batch } from '../batches';
import { cellSignal, pause } from '../interrupt';
import type { Progress } from '../progress';

/** How training stood at one step, measured on that step's batch before its weights were changed. */
export interface Measured {
  step: number;
  /** Mean cross-entropy of the batch, in nats. */
  loss: number;
  /** Share of the batch that was classified right, 0 to 1. */
  accuracy: number;
}

export interface TrainOptions {
  /** From ids `[batch, time]` to logits `[batch, classes]`. */
  model: tf.LayersModel;
  /** Where batches come from; those that are taken are disposed. */
  batches: Iterator<Batch>;
  optimizer: tf.Optimizer;
  /** The step to stop at. */
  steps: number;
  /** The step to start from, when training goes on from a checkpoint. Default 0. */
  from?: number;
  /** Steps between two measurements: only then are numbers read back from the backend. Default 50. */
  measureEvery?: number;
  /** Called with each measurement, and awaited: the place to write summaries and draw curves. */
  onMeasured?: (measured: Measured) => void | Promise<void>;
  /** Called after each step with the number of steps done, and awaited: the place to save checkpoints. */
  onStep?: (done: number) => void | Promise<void>;
  progress?: Progress;
  /** Stops training between two steps; in a notebook the cell's stop button does so by itself. */
  signal?: AbortSignal;
}

/**
 * Trains a classifier by minimising the softmax cross-entropy of its logits, and returns what was measured. The
 * model is changed in place; when training is stopped it stands as after the last full step.
 *
 * @throws the signal's reason when training is stopped, and when the loss is no longer a number
 */
export async function train(options: TrainOptions): Promise<Measured[]> {
  const { model, batches, optimizer, steps, from = 0, measureEvery = 50 } = options;
  const { onMeasured, onStep, progress, signal = cellSignal() } = options;
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const history: Measured[] = [];
  for (let step = from; step < steps; step++) {
    await pause(signal);
    const batch = batches.next().value as Batch | undefined;
    if (!batch) throw new Error(`there were no more batches after ${step} of ${steps} steps`);
    const measuring = (step - from) % measureEvery === 0 || step === steps - 1;
    const result = trainStep(model, optimizer, variables, batch, measuring);
    tf.dispose([batch.ids, batch.labels]);
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
    await onStep?.(step + 1);
  }
  return history;
}

function trainStep(
  model: tf.LayersModel,
  optimizer: tf.Optimizer,
  variables: tf.Variable[],
  { ids, labels }: Batch,
  measuring: boolean,
): Omit<Measured, 'step'> | undefined {
  return tf.tidy(() => {
    let accuracy: tf.Scalar | undefined;
    const loss = optimizer.minimize(
      () => {
        const logits = model.apply(ids, { training: true }) as tf.Tensor2D; // (B, C)
        if (measuring) accuracy = tf.keep(accuracyOf(logits, labels));
        return crossEntropy(logits, labels);
      },
      measuring,
      variables,
    );
    if (!loss || !accuracy) return undefined;
    const measured = { loss: loss.dataSync()[0]!, accuracy: accuracy.dataSync()[0]! };
    tf.dispose([loss, accuracy]);
    return measured;
  });
}

/** Returns the mean softmax cross-entropy, in nats, of logits `[batch, classes]` and class numbers `[batch]`. */
export function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const oneHot = tf.oneHot(labels, logits.shape[1]); // (B, C)
  return tf.losses.softmaxCrossEntropy(oneHot, logits).asScalar();
}

/** Returns the share of rows whose largest logit is that of their class. */
export function accuracyOf(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return logits.argMax<tf.Tensor1D>(1).equal(labels).mean();
}
