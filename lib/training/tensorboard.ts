import { isNative, type tf } from '../backend';

/** Writes what TensorBoard draws. */
export interface Summaries {
  /** Adds a point to the curve called `name`. */
  scalar(name: string, value: number, step: number): void;
  /** Adds the distribution of a tensor's numbers. */
  histogram(name: string, values: tf.Tensor, step: number): void;
  /** Makes sure that everything so far is on disk. */
  flush(): void;
}

/** The part of tfjs-node that is used here; its types would need the native library to be there. */
interface TfjsNode {
  node: { summaryFileWriter(logDir: string): Summaries };
}

/**
 * Returns a writer of TensorBoard's event files in `logDir`, which is made. On backends other than the native one
 * nothing is written: there the library that writes these files is missing.
 */
export function summariesIn(logDir: string): Summaries {
  if (!isNative()) return { scalar() {}, histogram() {}, flush() {} };
  const { node } = require('@tensorflow/tfjs-node') as TfjsNode;
  return node.summaryFileWriter(logDir);
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
