/**
 * The network of the O'Reilly tutorial in plain tensor operations, as the tutorial builds it:
 * embedding lookup, LSTM cell, last output, matrix product. `oreillyModel` is the same network in
 * layers.
 */
import { tf } from '../../lib/backend';
import type { Batch } from '../../lib/batches/batches';
import { DropoutMasks } from '../../lib/layers/dropout-masks';
import { crossEntropy } from '../../lib/loss';
import { OREILLY, type OreillyConfig } from '../../lib/models/oreilly';
import type { WordVectors } from '../../lib/vectors/word-vectors';

/** The network as variables and a function. */
export interface OreillyOperations {
  /** The trainable parameters, for D dimensions of a word vector, H units and C classes. */
  variables: {
    /** The matrices of the four gates side by side, in the order i, f, g, o: `[D + H, 4H]`. */
    gates: tf.Variable<tf.Rank.R2>;
    /** The biases of the gates: `[4H]`. */
    gatesBias: tf.Variable<tf.Rank.R1>;
    /** The kernel of the output layer: `[H, C]`. */
    weight: tf.Variable<tf.Rank.R2>;
    /** The bias of the output layer: `[C]`. */
    bias: tf.Variable<tf.Rank.R1>;
  };
  /**
   * Returns the logits `[batch, C]` of token ids `[batch, time]`, from the last time step,
   * padding or not.
   */
  prediction(ids: tf.Tensor2D, options?: { training?: boolean }): tf.Tensor2D;
  /** Disposes the variables and the word vectors. */
  dispose(): void;
}

/**
 * Returns the untrained network. The initial weights have the same distribution as those of
 * `oreillyModel`.
 */
export function oreillyOperations(
  vectors: WordVectors,
  config: Partial<Pick<OreillyConfig, 'lstmUnits' | 'keepProb' | 'numClasses' | 'seed'>> = {},
): OreillyOperations {
  const { lstmUnits: H, keepProb, numClasses: C, seed } = { ...OREILLY, ...config };
  const D = vectors.dimensions;
  const limit = Math.sqrt(6 / (D + H + 4 * H));
  const wordVectors = tf.tensor2d(vectors.matrix, [vectors.matrix.length / D, D]);
  const variables = tf.tidy(() => ({
    gates: tf.variable(tf.randomUniform<tf.Rank.R2>([D + H, 4 * H], -limit, limit, 'float32', seed + 1)),
    gatesBias: tf.variable(tf.concat1d([tf.zeros([H]), tf.ones([H]), tf.zeros([2 * H])])), // f starts open
    weight: tf.variable(tf.truncatedNormal<tf.Rank.R2>([H, C], 0, 1, 'float32', seed + 4)),
    bias: tf.variable(tf.fill<tf.Rank.R1>([C], 0.1)),
  }));
  const masks = new DropoutMasks(seed + 3);

  const prediction: OreillyOperations['prediction'] = (ids, { training = false } = {}) =>
    tf.tidy(() => {
      const { gates, gatesBias, weight, bias } = variables;
      const data = wordVectors.gather(ids); // (B, T, D)
      let h: tf.Tensor2D = tf.zeros([ids.shape[0], H]);
      let c = h;
      for (const x of tf.unstack(data, 1) as tf.Tensor2D[]) {
        const z = tf.concat2d([x, h], 1).matMul(gates).add(gatesBias); // (B, 4H)
        const [i, f, g, o] = tf.split(z, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        c = f.sigmoid().mul<tf.Tensor2D>(c).add(i.sigmoid().mul(g.tanh()));
        h = o.sigmoid().mul(c.tanh());
      }
      const last = training ? masks.drop(h, 1 - keepProb) : h; // (B, H)
      return last.matMul(weight).add(bias); // (B, C)
    });
  return {
    variables,
    prediction,
    dispose: () => tf.dispose([wordVectors, ...Object.values(variables)]),
  };
}

/**
 * Makes one training step on a batch, like `minimize(loss)` in the tutorial. Returns the loss
 * before the step.
 */
export function minimizeLoss(
  { variables, prediction }: OreillyOperations,
  { ids, labels }: Batch,
  optimizer: tf.Optimizer,
): number {
  return tf.tidy(() => {
    const loss = () => crossEntropy(prediction(ids, { training: true }), labels);
    return optimizer.minimize(loss, true, Object.values(variables))!.dataSync()[0]!;
  });
}
