import { tf } from '../lib/backend';

/** Reviews to test on. */
export interface TestBatch {
  /** `[batch, time, units]`: what an LSTM gave at each step, padding included. */
  outputs: tf.Tensor3D;
  /** `[batch]`, int32: how many words each review has, at least 1; the first so many steps are words. */
  lengths: tf.Tensor1D;
  /** `[batch]`, int32: the class of each review. */
  labels: tf.Tensor1D;
}

/**
 * BUG HUNT. Says how good a classifier is. An LSTM has read the reviews already; `head` makes logits of its last output.
 * The network had learnt well, but short reviews were judged badly, each test gave another accuracy, and memory filled
 * up. There are four bugs in these two functions, two of them the tutorial's: find and mend them. When it is right,
 *
 * - what goes into `head` is the output at the last *word* of each review,
 * - testing the same batches again gives the same accuracy,
 * - each *review* counts the same, however the reviews are cut into batches,
 * - no new tensor is left behind.
 *
 * @param head from `[batch, units]` to logits `[batch, classes]`; it may have dropout
 * @returns the share of the reviews whose greatest logit is that of their class
 */
export function accuracyOn(head: tf.LayersModel, batches: readonly TestBatch[]): number {
  // HINT A batch of 24 reviews and a last one of 4: what does a wrong answer cost in the one, and in the other?
  // HINT Section "Dropout left on" of notebook 16 tests a model with and without dropout.
  // HINT `{ training: true }` is for training. Count right answers and reviews, and divide once, at the end. Wrap what
  //      a batch makes in `tf.tidy`, and return a number from it.
  // BEGIN SOLUTION accuracyOn
  let [right, reviews] = [0, 0];
  for (const { outputs, lengths, labels } of batches) {
    right += tf.tidy(() => {
      const logits = head.apply(lastOutputs(outputs, lengths), { training: false }) as tf.Tensor2D;
      return logits.argMax(1).toInt().equal(labels).sum().dataSync()[0]!;
    });
    reviews += labels.size;
  }
  return right / reviews;
  // GIVEN
  // const accuracies: number[] = [];
  // for (const { outputs, lengths, labels } of batches) {
  //   const logits = head.apply(lastOutputs(outputs, lengths), { training: true }) as tf.Tensor2D;
  //   const right = logits.argMax(1).toInt().equal(labels).sum();
  //   accuracies.push(right.dataSync()[0]! / labels.size);
  // }
  // return accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
  // END SOLUTION
}

/** Returns the last output of each review, `[batch, units]`; the caller disposes it. */
export function lastOutputs(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  // HINT Two reviews of a batch have 3 and 5 words. At which step does each of them say what it thinks of all its
  //      words?
  // HINT Section "From steps to one vector" of notebook 09 shows what becomes of a short review's output under padding.
  // HINT The last word of row `b` is step `lengths[b] - 1`: make a mask, `[batch, time]`, that is 1 at that step only
  //      (`tf.equal` of `tf.range` and the lengths as `[batch, 1]`), multiply the outputs by it, and sum over time.
  //      Wrap that in `tf.tidy` too.
  // BEGIN SOLUTION lastOutputs
  return tf.tidy(() => {
    const places = tf.range(1, outputs.shape[1] + 1, 1, 'int32'); // of the words, counted from 1
    const isLast = tf.equal(places, lengths.expandDims(1)).toFloat(); // [batch, time]
    return outputs.mul(isLast.expandDims(2)).sum(1) as tf.Tensor2D;
  });
  // GIVEN
  // const [batch, time, units] = outputs.shape;
  // return outputs.slice([0, time - 1, 0], [batch, 1, units]).squeeze([1]);
  // END SOLUTION
}
