import { isNative, tf } from '../backend';
import type { StepMetrics } from '../evaluation/metrics';

/** Writes what TensorBoard draws. */
export interface Summaries {
  /** Adds a point to the curve called `name`. */
  scalar(name: string, value: number, step: number): void;
  /** Adds the distribution of a tensor's numbers to those called `name`. */
  histogram(name: string, values: tf.Tensor, step: number): void;
  /** Makes sure that everything so far is on disk. */
  flush(): void;
}

/** The part of tfjs-node that is used here; its types would need the native library to be there. */
interface TfjsNode {
  node: { summaryFileWriter(logDir: string): Summaries };
}

/** Numbers of a tensor that a histogram is made of at most: tfjs-node needs thirty times their memory for it. */
const MOST = 100_000;

/**
 * Returns a writer of TensorBoard's event files in `logDir`, which is made. On backends other than the native one
 * nothing is written: there the library that writes these files is missing.
 */
export function summaryWriter(logDir: string): Summaries {
  if (!isNative()) return { scalar() {}, histogram() {}, flush() {} };
  const { node } = require('@tensorflow/tfjs-node') as TfjsNode;
  const writer = node.summaryFileWriter(logDir);
  return {
    scalar: (name, value, step) => writer.scalar(name, value, step),
    flush: () => writer.flush(),
    histogram(name, values, step) {
      const numbers = spread(sampled(values.dataSync<'float32'>()));
      tf.tidy(() => writer.histogram(name, tf.tensor1d(numbers), step));
    },
  };
}

/** Adds what was measured at a step to the curves of loss and accuracy. */
export function writeMetrics(curves: Summaries, { step, loss, accuracy }: StepMetrics): void {
  curves.scalar('Loss', loss, step);
  curves.scalar('Accuracy', accuracy, step);
}

/** Adds the distributions of a model's trained weights, each under the weight's name. */
export function weightHistograms(summaries: Summaries, model: tf.LayersModel, step: number): void {
  for (const weight of model.trainableWeights)
    summaries.histogram(weight.originalName, weight.read() as tf.Tensor, step);
}

/** Returns a folder's name for a run that starts now, as the O'Reilly text names them: `20170713-153000`. */
export function runName(now = new Date()): string {
  return now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

/** Returns a copy of the numbers, or of so many of them, at equal distances, that they are not too many. */
function sampled(values: Float32Array): Float32Array {
  if (values.length <= MOST) return values.slice();
  return Float32Array.from({ length: MOST }, (_, n) => values[Math.floor((n * values.length) / MOST)]!);
}

/** Moves one of several equal numbers a little: tfjs-node 4.22 fails where all are the same. */
function spread(values: Float32Array): Float32Array {
  const [first = 0] = values;
  if (values.every((value) => value === first)) values[0] = first + Math.max(1e-6, 1e-6 * Math.abs(first));
  return values.length > 1 ? values : Float32Array.of(...values, first);
}
