import { tf } from '../lib/backend';

/** A batch of the test set. */
export interface TestBatch {
  /** `[batch, time, units]`: the LSTM's output at each time step, padding included. */
  outputs: tf.Tensor3D;
  /** `[batch]`, int32: how many words each review has, at least 1; the words come first. */
  lengths: tf.Tensor1D;
  /** `[batch]`, int32: the label of each review. */
  labels: tf.Tensor1D;
}

/**
 * BUG HUNT. Returns the accuracy of a classifier. The outputs of its LSTM are given; `head` turns
 * the last output of a review into logits.
 *
 * The network was trained well, but its predictions for short reviews were bad, each evaluation
 * gave another accuracy, and memory filled up. There are four bugs in these two functions, two of
 * them from the tutorial: find and fix them. When it is right,
 *
 * - the input of `head` is the output at the last *word* of each review,
 * - evaluating the same batches again gives the same accuracy,
 * - each *review* has the same weight, however the reviews are split into batches,
 * - no new tensor is left in memory.
 *
 * @param head from `[batch, units]` to logits `[batch, classes]`; it may have dropout
 * @returns the share of the reviews whose largest logit is that of their label
 */
export function accuracyOn(head: tf.LayersModel, batches: readonly TestBatch[]): number {
  // HINT A batch has 24 reviews and the last one 4: how much does a wrong prediction lower the
  //      mean of the accuracies in the one, and in the other?
  // HINT Section "Dropout left on at test time" of notebook 16 evaluates a model with and without
  //      dropout.
  // HINT `{ training: true }` is for training. Count right predictions and reviews, and divide
  //      once, at the end. Wrap the computation of a batch in `tf.tidy`, and return a number from
  //      it.
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

/**
 * Returns the output at the last word of each review, `[batch, units]`; the caller disposes it.
 */
export function lastOutputs(outputs: tf.Tensor3D, lengths: tf.Tensor1D): tf.Tensor2D {
  // HINT Two reviews of a batch have 3 and 5 words. At which time step has the LSTM seen all words
  //      of each?
  // HINT Section "Pooling over time" of notebook 09 shows what padding does to the output
  //      of a short review.
  // HINT The last word of row `b` is step `lengths[b] - 1`. Make a mask, `[batch, time]`, that is
  //      1 at that step only (`tf.equal` of `tf.range` and the lengths as `[batch, 1]`), multiply
  //      the outputs by it, and sum over time. Wrap that in `tf.tidy` too.
  // BEGIN SOLUTION lastOutputs
  return tf.tidy(() => {
    const positions = tf.range(1, outputs.shape[1] + 1, 1, 'int32'); // 1, 2, ..., time
    const isLast = tf.equal(positions, lengths.expandDims(1)).toFloat(); // [batch, time]
    return outputs.mul(isLast.expandDims(2)).sum(1) as tf.Tensor2D;
  });
  // GIVEN
  // const [batch, time, units] = outputs.shape;
  // return outputs.slice([0, time - 1, 0], [batch, 1, units]).squeeze([1]);
  // END SOLUTION
}
