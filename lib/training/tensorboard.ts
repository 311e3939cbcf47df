import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isNative, tf } from '../backend';
import type { Label } from '../corpus/review';
import type { Evaluation } from '../evaluation/evaluate';
import { classScores, type StepMetrics } from '../evaluation/metrics';

/** A writer of summaries for TensorBoard. */
export interface Summaries {
  /** Adds a point to the curve called `name`. */
  scalar(name: string, value: number, step: number): void;
  /** Adds the histogram of a tensor's values under `name`. */
  histogram(name: string, values: tf.Tensor, step: number): void;
  /** Writes everything so far to disk. */
  flush(): void;
}

/** The part of tfjs-node that is used here. Its own types need the installed native library. */
interface TfjsNode {
  node: { summaryFileWriter(logDir: string): Summaries };
}

/** Maximum number of values in a histogram: tfjs-node needs thirty times their memory. */
const MAX_VALUES = 100_000;

/**
 * Returns a writer of TensorBoard event files in `logDir`, which is created. Other backends than
 * the native one lack the library for these files: there the writer does nothing.
 *
 * @param onFault receives the error when the files cannot be written, for example because the disk
 *   is full. From then on the writer does nothing. Default: the error is thrown
 */
export function summaryWriter(logDir: string, onFault?: (error: Error) => void): Summaries {
  if (!isNative()) return { scalar() {}, histogram() {}, flush() {} };
  let broken = false;
  const attempt = (write: () => void) => {
    if (broken) return;
    try {
      write();
    } catch (error) {
      if (!onFault) throw error;
      broken = true;
      onFault(error as Error);
    }
  };
  let opened: Summaries | undefined;
  const writer = () => {
    if (opened) return opened;
    removeEmptyEvents(logDir);
    const { node } = require('@tensorflow/tfjs-node') as TfjsNode;
    opened = node.summaryFileWriter(logDir);
    return opened;
  };
  attempt(writer);
  return {
    scalar: (name, value, step) => attempt(() => writer().scalar(name, value, step)),
    flush: () => attempt(() => writer().flush()),
    histogram: (name, values, step) =>
      attempt(() => {
        const numbers = spread(sampled(values.dataSync<'float32'>()));
        tf.tidy(() => writer().histogram(name, tf.tensor1d(numbers), step));
      }),
  };
}

/** Removes event files without an event: those of processes that were killed before the first one. */
export function removeEmptyEvents(logDir: string): void {
  if (!existsSync(logDir)) return;
  for (const name of readdirSync(logDir)) {
    const file = join(logDir, name);
    if (name.startsWith('events.out.tfevents.') && statSync(file).size === 0) rmSync(file, { force: true });
  }
}

/** Writes the metrics of a step as the scalars `Loss` (nats) and `Accuracy` (0 to 1). */
export function writeMetrics(curves: Summaries, { step, loss, accuracy }: StepMetrics): void {
  curves.scalar('Loss', loss, step);
  curves.scalar('Accuracy', accuracy, step);
}

/** Writes the macro F1 and the F1 of each class as the scalars `F1/macro`, `F1/negative`, ... */
export function writeClassScores(
  curves: Summaries,
  { confusion, macroF1 }: Pick<Evaluation, 'confusion' | 'macroF1'>,
  classes: readonly Label[],
  step: number,
): void {
  curves.scalar('F1/macro', macroF1, step);
  for (const { label, f1 } of classScores(confusion, classes))
    if (f1 !== null) curves.scalar(`F1/${label}`, f1, step);
}

/** Writes a histogram of each trainable weight of a model, under the weight's name. */
export function weightHistograms(summaries: Summaries, model: tf.LayersModel, step: number): void {
  for (const weight of model.trainableWeights)
    summaries.histogram(weight.originalName, weight.read() as tf.Tensor, step);
}

/**
 * Returns the folder name of a run by its start in UTC, as in the O'Reilly tutorial:
 * `20170713-153000`.
 */
export function runName(now = new Date()): string {
  return now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

/** Returns a copy of the values, or of at most MAX_VALUES of them at equal distances. */
function sampled(values: Float32Array): Float32Array {
  if (values.length <= MAX_VALUES) return values.slice();
  return Float32Array.from(
    { length: MAX_VALUES },
    (_, n) => values[Math.floor((n * values.length) / MAX_VALUES)]!,
  );
}

/** Changes one value slightly if all are equal: tfjs-node 4.22 fails for a constant histogram. */
function spread(values: Float32Array): Float32Array {
  const [first = 0] = values;
  if (values.every((value) => value === first)) values[0] = first + Math.max(1e-6, 1e-6 * Math.abs(first));
  return values.length > 1 ? values : Float32Array.of(...values, first);
}
